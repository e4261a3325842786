using Pipeline.Protocol.Alerting;
using Spectre.Console;

namespace Pipeline.Cli.Alerts;

/// <summary>Incidents one by one: since when, how they stand, where, and the sentence.</summary>
internal static class IncidentsView
{
    private static readonly string[] s_titles = ["id", "since (UTC)", "state", "severity", "endpoints", "what"];

    public static void Print(Sheet sheet, IncidentPage page) => sheet.Rows(s_titles, page.Incidents.Select(static incident =>
    {
        string[] cells =
        [
            incident.Id, UtcTime.Text(incident.Since), AlertTexts.State(incident), AlertTexts.Word(incident.Severity), AlertTexts.Names(incident.Endpoints),
            incident.Sentence,
        ];
        return ((IReadOnlyList<string>)cells, incident is { State: IncidentState.Open, IsSilenced: false } ? Sheet.Alarming : Style.Plain);
    }));
}
