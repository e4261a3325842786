using System.Globalization;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Cli.Alerts;

/// <summary>One incident whole: how it stands, causes, alerts, notes, and what to do.</summary>
internal static class IncidentView
{
    private const int TracesShown = 3;

    /// <param name="sheet">Where to.</param>
    /// <param name="incident">What.</param>
    /// <param name="silo">Where the figures can be asked for.</param>
    public static void Print(Sheet sheet, IncidentReport incident, Uri silo)
    {
        sheet.Line($"Incident {incident.Id}: {AlertTexts.State(incident)}, {AlertTexts.Word(incident.Severity)}", 0, AlertTexts.IsOver(incident) ? Sheet.Strong : Sheet.Alarming);
        sheet.Line(incident.Sentence);
        sheet.Line("");
        PrintFields(sheet, incident);
        PrintCauses(sheet, incident);
        PrintAlerts(sheet, incident);
        if (incident.Notes.Count > 0)
        {
            sheet.Line("");
            sheet.Line("Notes", 0, Sheet.Strong);
        }

        foreach (IncidentNote note in incident.Notes)
            sheet.Line($"{UtcTime.Text(note.At)} {note.By}: {note.Text}", 2);
        PrintWhatToDo(sheet, incident, silo);
    }

    private static void PrintFields(Sheet sheet, IncidentReport incident)
    {
        sheet.Field("since", UtcTime.Text(incident.Since) + " UTC");
        if (incident.Opened is { } opened)
            sheet.Field("opened", UtcTime.Text(opened) + " UTC");
        if (incident.Ended is { } ended)
            sheet.Field("ended", UtcTime.Text(ended) + " UTC");
        if (incident.Endpoints.Any(static endpoint => endpoint.Length > 0))
            sheet.Field("endpoints", string.Join(", ", incident.Endpoints.Where(static endpoint => endpoint.Length > 0)));
        if (incident.Segments.Count > 0)
            sheet.Field("segments", string.Join(", ", incident.Segments));
        if (incident.Owners.Count > 0)
            sheet.Field("owners", string.Join(", ", incident.Owners));
        if (incident.Acknowledgement is { } known)
            sheet.Field("looked after", $"by {known.By} until {UtcTime.Text(known.Until)} UTC");
        if (incident.IsSilenced)
            sheet.Field("silenced", "nobody is told of it");
    }

    private static void PrintCauses(Sheet sheet, IncidentReport incident)
    {
        if (incident.Causes.Count == 0)
            return;
        sheet.Line("");
        sheet.Line("Causes, the most important first", 0, Sheet.Strong);
        foreach (IncidentCause cause in incident.Causes)
        {
            sheet.Line(AlertTexts.Cause(cause), 2);
            if (cause.Cause.TraceIds.Count > 0)
                sheet.Line("traces " + string.Join(", ", cause.Cause.TraceIds.Take(TracesShown)), 4);
        }
    }

    private static void PrintAlerts(Sheet sheet, IncidentReport incident)
    {
        if (incident.Alerts.Count == 0)
            return;
        sheet.Line("");
        sheet.Line(string.Create(CultureInfo.InvariantCulture, $"Alerts ({incident.AlertCount})"), 0, Sheet.Strong);
        foreach (AlertReport alert in incident.Alerts)
        {
            string rule = alert.Finding.Rule.Length > 0 ? $"{AlertTexts.Word(alert.Finding.Source)} {alert.Finding.Rule}" : AlertTexts.Word(alert.Finding.Source);
            string[] facts = [AlertTexts.Word(alert.State), AlertTexts.Word(alert.Severity), rule, alert.Finding.Endpoint, $"since {UtcTime.Text(alert.Began)}"];
            sheet.Line(string.Join("  ", facts.Where(static fact => fact.Length > 0)) + (alert.Silences.Count > 0 ? $"  silenced by {string.Join(", ", alert.Silences)}" : ""), 2);
            sheet.Line(alert.Finding.Sentence, 4);
        }

        if (incident.AlertCount > incident.Alerts.Count)
            sheet.Line(string.Create(CultureInfo.InvariantCulture, $"and {incident.AlertCount - incident.Alerts.Count} more"), 2);
    }

    private static void PrintWhatToDo(Sheet sheet, IncidentReport incident, Uri silo)
    {
        sheet.Line("");
        sheet.Line("What to do", 0, Sheet.Strong);
        foreach (string runbook in incident.Runbooks)
            sheet.Line($"Follow {runbook}", 2);
        if (incident.Causes is [var first, ..])
            sheet.Line($"Look at {first.Name} first{(first.Endpoint.Length > 0 ? $", on {first.Endpoint}" : "")}.", 2);
        if (incident.Query.Length > 0)
            sheet.Line($"The figures: {silo.AbsoluteUri.TrimEnd('/')}{incident.Query}", 2);
        if (!AlertTexts.IsOver(incident) && incident.Acknowledgement is null)
            sheet.Line($"Say that you look after it: pipeline alerts ack {incident.Id}", 2);
        sheet.Line($"Write down what you find: pipeline alerts note {incident.Id} TEXT", 2);
    }
}
