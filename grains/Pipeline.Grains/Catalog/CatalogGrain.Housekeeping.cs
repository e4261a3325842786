using Pipeline.Core.Catalog;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Catalog;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Catalog;

/// <summary>What the catalog is told, and what it does without being asked.</summary>
public sealed partial class CatalogGrain
{
    /// <summary>
    /// Endpoints asked in one turn of housekeeping: so few that those which are brought back for it leave memory as fast as others come.
    /// </summary>
    private const int AskedAtOnce = 8;

    /// <summary>A turn does not wait longer for endpoints that are being replayed.</summary>
    private static readonly TimeSpan s_askedMax = TimeSpan.FromSeconds(1);

    private readonly Queue<string> _toAsk = new();
    private readonly HashSet<string> _isToBeAsked = new(StringComparer.Ordinal);
    private DateTimeOffset _lastSnapshotTime;
    private bool _isChanged;

    public Task<CatalogReceipt> ReportAsync(CatalogUpdate update)
    {
        if (_isFailed)
            throw new InvalidOperationException("The catalog is being brought back from the log.");
        instruments.CountCall("report");
        foreach (EndpointStatus status in update.Endpoints)
            Take(status);
        foreach (OverflowUse use in update.Overflow)
            _reports.Overflowing.Add(new BusyName(use.Name, use.Events, use.Excess));
        instruments.CountSummaries(update.Endpoints.Length);
        _isChanged = true;
        return Task.FromResult(new CatalogReceipt(EndpointCount));
    }

    private void Take(EndpointStatus status)
    {
        string name = status.Summary.Name;
        // One without a place is in no list; it may still be in memory, and answers under its name.
        if (!_state.IsAdmitted(name) && !(name == CatalogLimits.Other && _state.UsesOther))
            return;
        OverflowReport overflow = new(status.OverflowSegments, status.OverflowOperations, status.OverflowValues);
        AnomalyStanding? anomalies = status.Anomalies is { } known
            ? new AnomalyStanding(known.EarliestSinceUnixMs, known.LatestSinceUnixMs, known.LatestUnixMs, known.OpenCount)
            : null;
        KnownEndpoint endpoint = new(status.Summary, status.Head, status.LastArrivalUnixMs ?? NowUnixMs, status.Events, overflow, anomalies);
        _reports.Take(endpoint, isArrivalKnown: status.LastArrivalUnixMs is not null);
        _isChanged = true;
    }

    /// <summary>Endpoints that have received something since they reported last, as after a crash, or have never reported.</summary>
    private void FindUnknown(IReadOnlyList<StreamInfo> streams)
    {
        Dictionary<string, long> heads = new(streams.Count, StringComparer.Ordinal);
        foreach (StreamInfo stream in streams)
        {
            if (EndpointStream.TryGetEndpoint(stream.Stream, out string name))
                heads[name] = stream.Head.Value;
        }

        foreach (string name in Names())
        {
            if (!_reports.TryGet(name, out KnownEndpoint? known) || known.Head != heads.GetValueOrDefault(name))
                Ask(name);
        }
    }

    private void Ask(string name)
    {
        if (_isToBeAsked.Add(name))
            _toAsk.Enqueue(name);
    }

    private async Task KeepHouseAsync(CancellationToken cancellationToken)
    {
        if (_isFailed)
            return;
        if (_isChanged && clock.GetUtcNow() - _lastSnapshotTime >= _options.SnapshotInterval)
            await WriteSnapshotAsync(cancellationToken);
        long started = clock.GetTimestamp();
        for (int asked = 0; asked < AskedAtOnce && clock.GetElapsedTime(started) < s_askedMax && _toAsk.TryDequeue(out string? name); asked++)
        {
            _isToBeAsked.Remove(name);
            await AskAsync(name);
        }
    }

    private async Task AskAsync(string name)
    {
        try
        {
            StreamInfo? stream = await log.FindStreamAsync(EndpointStream.NameOf(name));
            // It may have reported by itself meanwhile.
            if (_reports.TryGet(name, out KnownEndpoint? known) && known.Head == stream?.Head.Value)
                return;
            Take(await GrainFactory.GetGrain<IEndpointGrain>(name).SummarizeAsync());
        }
        catch (Exception exception)
        {
            // One that is damaged must not keep the others from being asked; it is asked again after the next start.
            LogNotSummarized(exception, name);
        }
    }

    private async Task WriteSnapshotAsync(CancellationToken cancellationToken)
    {
        Offset offset = _head;
        _isChanged = false;
        try
        {
            SnapshotWrite write = new(Stream, offset, CatalogSnapshot.Write(_state, _reports), HasOpenWindows: false);
            SnapshotStatus status = await snapshots.WriteAsync(write, cancellationToken);
            _isChanged |= status == SnapshotStatus.Overloaded;
            _lastSnapshotTime = status == SnapshotStatus.Written ? clock.GetUtcNow() : _lastSnapshotTime;
            if (status == SnapshotStatus.Superseded)
                Fail();
        }
        catch (Exception exception) when (exception is EventLogException or ArgumentException or InvalidOperationException or OperationCanceledException)
        {
            _isChanged = true;
            _lastSnapshotTime = clock.GetUtcNow();
            LogSnapshotFailed(exception, offset);
        }
    }
}
