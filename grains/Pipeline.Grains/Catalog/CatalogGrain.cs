using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pipeline.Core.Catalog;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions.Catalog;

namespace Pipeline.Grains.Catalog;

/// <summary>Decides once and for all which names have a place, and knows what each endpoint said of itself last.</summary>
/// <remarks>
/// <para>A shell around <see cref="CatalogState"/>: a decision is an entry of the stream <c>catalog</c>, applied when it is durable and only
/// then answered. So it is durable before anything is appended to the endpoint it concerns, and after a crash the repeated batch meets the
/// same decision. docs/catalog.md tells why that counts nothing twice.</para>
/// <para>Everything interleaves; one loop decides, about all that waits at a time. It is never idle, since silos report every second, and
/// is kept in memory all the same: every request with a new name waits for it.</para>
/// </remarks>
[KeepAlive]
public sealed partial class CatalogGrain(
    IEventLog log,
    ISnapshotStore snapshots,
    IOptions<CatalogOptions> options,
    CatalogInstruments instruments,
    TimeProvider clock,
    ILogger<CatalogGrain> logger) : Grain, ICatalogGrain
{
    /// <summary>The catalog's stream.</summary>
    public static readonly StreamName Stream = new("catalog");

    private readonly CatalogOptions _options = options.Value;
    private readonly ILogger _logger = logger;

    private CatalogState _state = null!;
    private CatalogReports _reports = null!;
    private Offset _head;
    private bool _isFailed;

    private long NowUnixMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_state, _reports, _head) = await CatalogReplay.RunAsync(Stream, log, snapshots, _logger, cancellationToken);
        _activated = clock.GetTimestamp();
        _lastSnapshotTime = clock.GetUtcNow();
        IReadOnlyList<StreamInfo> streams = await log.ListStreamsAsync(cancellationToken);
        await AdoptAsync(streams);
        FindUnknown(streams);

        // Interleaves, because it awaits the log and endpoints while decisions go on; it never overlaps itself.
        this.RegisterGrainTimer(KeepHouseAsync, new GrainTimerCreationOptions
        {
            DueTime = _options.HousekeepingPeriod,
            Period = _options.HousekeepingPeriod,
            Interleave = true,
        });
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // A convenience for the next activation, never relied upon: the log has every decision, and endpoints report again.
        if (!_isFailed && _isChanged)
            await WriteSnapshotAsync(cancellationToken);
    }

    public Task<ImmutableArray<string>> GetEndpointsAsync()
    {
        instruments.CountCall("endpoints");
        return Task.FromResult<ImmutableArray<string>>([.. Names()]);
    }

    private IEnumerable<string> Names() => _state.UsesOther ? _state.Endpoints.Append(CatalogLimits.Other) : _state.Endpoints;

    /// <summary>Takes in the streams of a data folder that is older than the catalog, and makes the key of the hashes.</summary>
    /// <exception cref="EventLogException">The log did not take the entries: the activation fails, and the next call tries again.</exception>
    private async Task AdoptAsync(IReadOnlyList<StreamInfo> streams)
    {
        if (_state.HashKey.IsEmpty)
            await AppendAsync(new CatalogEntry(NowUnixMs) { HashKey = [.. RandomNumberGenerator.GetBytes(NameHasher.KeySize)] });
        List<string> endpoints = [];
        foreach (StreamInfo stream in streams)
        {
            if (EndpointStream.TryGetEndpoint(stream.Stream, out string endpoint))
                endpoints.Add(endpoint);
        }

        foreach (CatalogEntry entry in CatalogPlanner.PlanAdoption(_state, endpoints, NowUnixMs).ToList())
        {
            await AppendAsync(entry);
            LogAdopted(entry.Admitted.Length);
        }
    }

    private async Task AppendAsync(CatalogEntry entry)
    {
        AppendOutcome outcome = await log.AppendAsync(Stream, _head, new EntryParts(CatalogEntryCodec.Write(entry)));
        if (!outcome.IsCommitted)
            throw new EventLogException(Stream, _head, $"the catalog could not begin ({outcome.Status}).");
        Apply(entry);
    }

    private void Apply(CatalogEntry entry)
    {
        _state.Apply(entry);
        _head = _head.Next();
        _isChanged = true;
        foreach (string endpoint in entry.Retired)
        {
            _reports.Remove(endpoint);
            _asked.Remove(endpoint);
        }
    }

    /// <summary>The log and this activation may disagree: stop, and let the next activation replay.</summary>
    private void Fail()
    {
        if (_isFailed)
            return;
        _isFailed = true;
        DeactivateOnIdle();
    }

    [LoggerMessage(1, LogLevel.Information, "The catalog took in {Endpoints} endpoints that were in the log before it.")]
    private partial void LogAdopted(int endpoints);

    [LoggerMessage(2, LogLevel.Error, "The catalog's entry {Offset} was not committed; the catalog replays.")]
    private partial void LogCommitFailed(Exception? exception, Offset offset);

    [LoggerMessage(3, LogLevel.Warning, "The catalog's snapshot at {Offset} was not written; it is tried again.")]
    private partial void LogSnapshotFailed(Exception exception, Offset offset);

    [LoggerMessage(4, LogLevel.Warning, "Endpoint {Endpoint} did not say what it holds; lists show what it said before.")]
    private partial void LogNotSummarized(Exception exception, string endpoint);

    [LoggerMessage(5, LogLevel.Information, "Endpoint {Endpoint} was silent for long and lost its place to another name.")]
    private partial void LogRetired(string endpoint);
}
