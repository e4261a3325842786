using Pipeline.Core.Catalog;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Windows;
using Pipeline.Grains.Abstractions.Catalog;
using Pipeline.Grains.Detection;

namespace Pipeline.Grains;

/// <summary>What the endpoint says of itself, so that lists need not ask it.</summary>
/// <remarks>
/// At once when the first entry after a pause is applied or anomalies have changed, then once a period of housekeeping while entries come, and once after an
/// activation. An endpoint to which nothing comes says nothing: what it said last is still true, since its last five minutes end with its
/// latest event.
/// </remarks>
public sealed partial class EndpointGrain
{
    private readonly RecentWindows _recent = new();
    private long? _lastArrivalUnixMs;
    private DateTimeOffset _lastSummaryTime = DateTimeOffset.MinValue;
    private bool _isSummaryDue;
    private bool _isSummarizing;

    public async Task<EndpointStatus> SummarizeAsync()
    {
        await FollowWindowsAsync();
        return CreateStatus();
    }

    /// <summary>
    /// After an activation the endpoint reports once whatever it holds: after a crash the catalog may know less, and which endpoints it knows
    /// nothing of is not known here.
    /// </summary>
    private void BeginSummaries()
    {
        reporter.OnActivated();
        _isSummaryDue = true;
    }

    private void OnApplied(in EntryHeader header)
    {
        if (header.Kind == EntryKind.Section)
            _lastArrivalUnixMs = header.ArrivalUnixMs;
        _isSummaryDue = true;
        // Stored windows are read in housekeeping only, so that a burst to many cold endpoints is not slowed down by them.
        if ((HasNewAnomalies || clock.GetUtcNow() - _lastSummaryTime >= _options.HousekeepingPeriod) && _recent.ReadFor(State) is null)
            Report();
    }

    private async ValueTask ReportSummaryAsync()
    {
        if (!_isSummaryDue || _isSummarizing)
            return;
        _isSummarizing = true;
        try
        {
            await FollowWindowsAsync();
            Report();
        }
        catch (InvalidOperationException) when (_isFailed)
        {
            // The next activation reports.
        }
        finally
        {
            _isSummarizing = false;
        }
    }

    private void Report()
    {
        if (!_recent.IsReady(State))
            _recent.Start(State, StoredWindows.None);
        reporter.Report(CreateStatus());
        _isSummaryDue = false;
        _reportedRevision = _endpoint.Detection.Revision;
        _lastSummaryTime = clock.GetUtcNow();
    }

    /// <summary>Reads the stored windows that a summary takes, once in the life of an activation.</summary>
    private async ValueTask FollowWindowsAsync()
    {
        if (_recent.IsReady(State))
            return;
        await AnswerAsync(
            [() => _recent.ReadFor(State)],
            stored =>
            {
                if (!_recent.IsReady(State))
                    _recent.Start(State, stored[0]);
                return true;
            });
    }

    private EndpointStatus CreateStatus()
    {
        EndpointCounters counters = State.Counters;
        return new EndpointStatus(
            _recent.Summarize(State, this.GetPrimaryKeyString()),
            _inbox.Applied.Value,
            _lastArrivalUnixMs,
            counters.Events,
            counters.OverflowSegments,
            counters.OverflowOperations,
            counters.OverflowValues,
            AnomalySelection.Summarize(_endpoint.Detection.Anomalies));
    }
}
