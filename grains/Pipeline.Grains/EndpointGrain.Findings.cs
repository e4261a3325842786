using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains;

/// <summary>Tells the alerts what was found: whatever has changed since they have everything for good.</summary>
/// <remarks>
/// It begins when replay has reached the head, and no append ever awaits it. Alerts answer up to which revision they have all of this stream; so
/// nothing need be kept or acknowledged here, and after a restart they are asked first. One report is under way at a time, and what changes
/// meanwhile goes with the next.
/// </remarks>
public sealed partial class EndpointGrain
{
    private Task _findingsReport = Task.CompletedTask;
    private long? _findingsKnown;
    private int _failedReports;
    private DateTimeOffset _nextReport;

    /// <summary>Whether alerts lack something, as far as is known here.</summary>
    private bool HasUntoldFindings => (_findingsKnown ?? 0) < _endpoint.Findings.Revision;

    /// <summary>Called in the turn in which an entry was applied, and in housekeeping for what has failed.</summary>
    private void TellFindings()
    {
        if (!_isFailed && HasUntoldFindings && _findingsReport.IsCompleted && clock.GetUtcNow() >= _nextReport)
            _findingsReport = TellFindingsAsync();
    }

    private async Task TellFindingsAsync()
    {
        IAlertGrain alerts = GrainFactory.GetGrain<IAlertGrain>(IAlertGrain.Key);
        try
        {
            // What they know is not known here: the question is a report of nothing.
            _findingsKnown ??= await alerts.ReportAsync(Packed.Of(new FindingsUpdate(_stream.Value, 0, [])));
            while (!_isFailed && HasUntoldFindings)
            {
                long revision = _endpoint.Findings.Revision;
                FindingsUpdate update = new(_stream.Value, revision, _endpoint.Findings.Since(_endpoint, _findingsKnown.Value));
                _findingsKnown = Math.Max(_findingsKnown.Value, await alerts.ReportAsync(Packed.Of(update)));
            }

            _failedReports = 0;
        }
        catch (Exception exception)
        {
            if (_failedReports++ == 0)
                LogFindingsNotTold(exception, _stream);
            alertInstruments.CountReportFailure();
            _nextReport = clock.GetUtcNow() + RetryDelay.After(_failedReports);
        }
    }
}
