using System.Diagnostics.Metrics;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Alerting;

/// <summary>What alerts count. Recorded per report and transition, never per event.</summary>
public sealed class AlertInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Pipeline.Alerts";

    /// <summary>Name of the counter of breaks of budgets that are not told of.</summary>
    public const string UnrecordedBreaksName = "pipeline.alerts.unrecorded_breaks";

    private readonly Meter _meter;
    private readonly Counter<long> _updates;
    private readonly Counter<long> _findings;
    private readonly Counter<long> _notifications;
    private readonly Counter<long> _reportFailures;
    private readonly Counter<long> _unrecordedBreaks;
    private int _openIncidents;
    private long _findingsLeftOut;

    public AlertInstruments(IMeterFactory? meterFactory = null)
    {
        _meter = meterFactory?.Create(MeterName) ?? new Meter(MeterName);
        _updates = _meter.CreateCounter<long>("pipeline.alerts.updates", "{update}", "Reports of changed findings taken in.");
        _findings = _meter.CreateCounter<long>("pipeline.alerts.findings", "{finding}", "Changes of findings taken in, by what has found them and whether they were long past.");
        _notifications = _meter.CreateCounter<long>("pipeline.alerts.notifications", "{notification}", "Transitions of incidents to be told, by type.");
        _reportFailures = _meter.CreateCounter<long>("pipeline.alerts.report_failures", "{report}", "Reports that were not taken and are sent again.");
        _unrecordedBreaks = _meter.CreateCounter<long>(
            UnrecordedBreaksName, "{break}", "Breaks of budgets that found no room among what their endpoints follow or keep.");
        _meter.CreateObservableGauge("pipeline.alerts.open_incidents", () => Volatile.Read(ref _openIncidents), "{incident}", "Incidents that go on.");
        _meter.CreateObservableGauge("pipeline.alerts.findings_left_out", () => Volatile.Read(ref _findingsLeftOut), "{finding}", "Findings without an alert, since too many incidents go on.");
    }

    public void Dispose() => _meter.Dispose();

    internal void CountUpdate(FindingsUpdate update)
    {
        _updates.Add(1);
        foreach (Finding finding in update.Findings)
            _findings.Add(1, new("source", finding.Source.ToString()), new("historic", finding.IsHistoric));
    }

    internal void CountNotification(NotificationType type) => _notifications.Add(1, new KeyValuePair<string, object?>("type", type.ToString()));

    internal void CountReportFailure() => _reportFailures.Add(1);

    internal void CountUnrecordedBreaks(long breaks)
    {
        if (breaks > 0)
            _unrecordedBreaks.Add(breaks);
    }

    internal void NoteState(int openIncidents, long findingsLeftOut)
    {
        Volatile.Write(ref _openIncidents, openIncidents);
        Volatile.Write(ref _findingsLeftOut, findingsLeftOut);
    }
}
