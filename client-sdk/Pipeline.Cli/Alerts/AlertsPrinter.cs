using System.Text.Json;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Cli.Alerts;

/// <summary>Asks for incidents, or changes one, and prints what the silo answers.</summary>
/// <param name="client">Asks.</param>
/// <param name="silo">The silo's address, which is shown where there is more to ask.</param>
/// <param name="sheet">Where to for people.</param>
/// <param name="output">Where to for programs.</param>
internal sealed class AlertsPrinter(PipelineQueryClient client, Uri silo, Sheet sheet, TextWriter output)
{
    public async Task PrintAsync(AlertsOptions options, CancellationToken cancellationToken)
    {
        if (options.Incident is { } id)
            await PrintOneAsync(await client.GetIncidentAsync(id, cancellationToken), options.IsJson);
        else
            await PrintListAsync(await client.ListIncidentsAsync(options.Question, cancellationToken: cancellationToken), options);
    }

    public async Task AcknowledgeAsync(string id, DateTimeOffset? until, string? note, CancellationToken cancellationToken)
    {
        IncidentReport incident = await client.AcknowledgeIncidentAsync(id, until, note, cancellationToken: cancellationToken);
        sheet.Line(incident.Acknowledgement is { } known
            ? $"{known.By} looks after incident {incident.Id} until {UtcTime.Text(known.Until)} UTC."
            : $"Incident {incident.Id} is {AlertTexts.Word(incident.State)}.");
        sheet.Line(incident.Sentence);
    }

    public async Task WithdrawAsync(string id, CancellationToken cancellationToken)
    {
        IncidentReport incident = await client.WithdrawAcknowledgementAsync(id, cancellationToken: cancellationToken);
        sheet.Line($"Nobody looks after incident {incident.Id} any more.");
    }

    public async Task AddNoteAsync(string id, string text, CancellationToken cancellationToken)
    {
        IncidentReport incident = await client.AddIncidentNoteAsync(id, text, cancellationToken);
        sheet.Line($"Written down about incident {incident.Id}.");
    }

    private Task PrintOneAsync(IncidentReport incident, bool isJson)
    {
        if (isJson)
            return output.WriteLineAsync(JsonSerializer.Serialize(incident, AlertingJsonContext.Readable.IncidentReport));
        IncidentView.Print(sheet, incident, silo);
        return Task.CompletedTask;
    }

    private Task PrintListAsync(IncidentPage page, AlertsOptions options)
    {
        if (options.IsJson)
            return output.WriteLineAsync(JsonSerializer.Serialize(page, AlertingJsonContext.Readable.IncidentPage));
        if (page.Incidents.Count == 0)
            sheet.Line(options.Question.IsOpen == true ? "No incident goes on." : "No incidents.");
        else
            IncidentsView.Print(sheet, page);
        if (page.Next is not null)
            sheet.Line("There are older ones: --limit shows more.");
        return Task.CompletedTask;
    }
}
