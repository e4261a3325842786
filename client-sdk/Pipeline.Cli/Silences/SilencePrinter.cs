using System.Globalization;
using System.Text.Json;
using Pipeline.Cli.Alerts;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Alerting;
using Spectre.Console;

namespace Pipeline.Cli.Silences;

/// <summary>Makes, lists and ends silences, and prints what the silo answers.</summary>
internal sealed class SilencePrinter(PipelineQueryClient client, Sheet sheet, TextWriter output)
{
    private const int AlertsShown = 10;

    private static readonly string[] s_titles = ["id", "state", "from (UTC)", "until (UTC)", "by", "holds back"];

    /// <summary>Shows what a silence would hold back, asks, and makes it.</summary>
    /// <param name="request">The silence.</param>
    /// <param name="ask">Asks a question that is answered with yes or no; null to make it without asking.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it was made.</returns>
    public async Task<bool> AddAsync(SilenceRequest request, Func<string, bool>? ask, CancellationToken cancellationToken)
    {
        PrintPreview(await client.PreviewSilenceAsync(request, cancellationToken));
        if (ask is not null && !ask("Make this silence? [y/N] "))
        {
            sheet.Line("Nothing was made.");
            return false;
        }

        SilenceReport silence = await client.CreateSilenceAsync(request, cancellationToken);
        sheet.Line($"Silence {silence.Id}: {AlertTexts.Matchers(silence.Matchers)}, from {UtcTime.Text(silence.From)} until {UtcTime.Text(silence.Until)} UTC.");
        return true;
    }

    public async Task ListAsync(bool isJson, CancellationToken cancellationToken)
    {
        SilencePage page = await client.ListSilencesAsync(cancellationToken);
        if (isJson)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(page, AlertingJsonContext.Readable.SilencePage));
            return;
        }

        if (page.Silences.Count == 0)
            sheet.Line("No silences.");
        else
            sheet.Rows(s_titles, page.Silences.Select(silence => ((IReadOnlyList<string>)Cells(silence, page.AsOf), silence.IsActive ? Sheet.Strong : Style.Plain)));
    }

    public async Task EndAsync(string id, CancellationToken cancellationToken)
    {
        SilenceReport silence = await client.EndSilenceAsync(id, cancellationToken: cancellationToken);
        sheet.Line($"Silence {silence.Id} has ended: {AlertTexts.Matchers(silence.Matchers)}.");
    }

    private void PrintPreview(SilencePreview preview)
    {
        sheet.Line(preview.Alerts.Count == 0
            ? "No alert that goes on fits."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{Count(preview.Alerts.Count, "alert")} that {(preview.Alerts.Count == 1 ? "goes" : "go")} on {(preview.Alerts.Count == 1 ? "fits" : "fit")}; {Count(preview.Incidents.Count, "incident")} would be held back wholly."));
        foreach (AlertReport alert in preview.Alerts.Take(AlertsShown))
        {
            string[] facts = [AlertTexts.Word(alert.State), AlertTexts.Word(alert.Severity), alert.Finding.Endpoint, $"since {UtcTime.Text(alert.Began)}"];
            sheet.Line(string.Join("  ", facts.Where(static fact => fact.Length > 0)), 2);
            sheet.Line(alert.Finding.Sentence, 4);
        }

        if (preview.Alerts.Count > AlertsShown)
            sheet.Line(string.Create(CultureInfo.InvariantCulture, $"and {preview.Alerts.Count - AlertsShown} more"), 2);
        sheet.Line($"Of the last seven days {Count(preview.PastAlerts, "alert")} that {(preview.PastAlerts == 1 ? "is" : "are")} over would have fitted.");
    }

    private static string[] Cells(SilenceReport silence, long asOf) =>
    [
        silence.Id,
        silence.IsActive ? "active" : silence.From > asOf && silence.Until > silence.From ? "planned" : "over",
        UtcTime.Text(silence.From),
        UtcTime.Text(silence.Until),
        silence.By,
        silence.Reason is null ? AlertTexts.Matchers(silence.Matchers) : $"{AlertTexts.Matchers(silence.Matchers)}: {silence.Reason}",
    ];

    private static string Count(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
