using System.Globalization;
using System.Text.Json;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Cli.Check;

/// <summary>Asks what broke until all windows of the range are judged, and says it.</summary>
internal sealed class BudgetCheck(PipelineQueryClient client, TimeProvider clock, TextWriter output, TextWriter errors)
{
    private const int NamesShownMax = 5;

    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);

    /// <returns>0: nothing broke; 1: something did; 3: nothing is known to have broken, but not all is known, or nothing was checked.</returns>
    public async Task<int> RunAsync(BudgetCheckQuestion question, TimeSpan patience, bool isJson, CancellationToken cancellationToken)
    {
        BudgetCheckReport report = await AskAsync(question, patience, cancellationToken);
        string? nothing = report.IsEmpty ? DescribeNothing(report, question) : null;
        if (isJson)
            await output.WriteLineAsync(JsonSerializer.Serialize(report, AlertingJsonContext.Readable.BudgetCheckReport));
        else
            await PrintAsync(report, nothing);
        if (isJson && nothing is not null)
            await errors.WriteLineAsync($"pipeline check: {nothing}");
        return report.Broken.Count > 0 ? ExitCodes.Failure : report.IsComplete ? ExitCodes.Success : ExitCodes.Unknown;
    }

    private async Task<BudgetCheckReport> AskAsync(BudgetCheckQuestion question, TimeSpan patience, CancellationToken cancellationToken)
    {
        long began = clock.GetTimestamp();
        while (true)
        {
            BudgetCheckReport report = await client.CheckBudgetsAsync(question, cancellationToken);
            bool isWaitedFor = report.EndpointsPending.Count > 0 || report.EndpointsUnavailable.Count > 0;
            if (!isWaitedFor || clock.GetElapsedTime(began) >= patience)
                return report;
            await Task.Delay(s_again, clock, cancellationToken);
        }
    }

    private async Task PrintAsync(BudgetCheckReport report, string? nothing)
    {
        foreach (Finding finding in report.Broken)
            await output.WriteLineAsync($"BROKEN {finding.Rule} ({Words.Of(finding.Severity)}) {StateOf(finding)}: {finding.Sentence}");
        string count = report.Broken.Count switch
        {
            0 => "No budget broke",
            1 => "1 budget broke",
            int more => string.Create(CultureInfo.InvariantCulture, $"{more} budgets broke"),
        };
        await output.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture, $"{count} from {UtcTime.Text(report.From)} UTC to {UtcTime.Text(report.To)} UTC. Endpoints checked: {report.EndpointsChecked}."));
        if (nothing is not null)
            await output.WriteLineAsync(nothing);
        await WarnAsync(report.EndpointsUnavailable, "Incomplete, does not answer");
        await WarnAsync(report.EndpointsPending, "Incomplete, has windows that are not judged yet");
        await WarnAsync(report.EndpointsForgotten, $"Incomplete, not all is known before {UtcTime.Text(report.KnownSince)} UTC");
    }

    /// <summary>That nothing broke where nothing was sent must not pass for a check.</summary>
    private static string DescribeNothing(BudgetCheckReport report, BudgetCheckQuestion question)
    {
        string which = question.Endpoint is { } endpoint ? $"fits '{endpoint}'" : "is known";
        return report.EndpointsChecked == 0
            ? $"Nothing was checked: no endpoint {which}."
            : $"Nothing was checked: no endpoint that {which} had an event since {UtcTime.Text(report.From)} UTC.";
    }

    private async Task WarnAsync(IReadOnlyList<string> names, string what)
    {
        if (names.Count == 0)
            return;
        string more = names.Count > NamesShownMax ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - NamesShownMax} more") : string.Empty;
        await output.WriteLineAsync($"{what}: {string.Join(", ", names.Take(NamesShownMax))}{more}.");
    }

    private static string StateOf(Finding finding) => finding.Ended is { } ended ? $"{finding.End} {UtcTime.Text(ended)} UTC" : "goes on";
}
