using Pipeline.Core.Catalog;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Grains.Abstractions.Catalog;
using Pipeline.Grains.Budgets;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Silo.Query.Budgets;

/// <summary><c>GET /api/v1/budgets/check</c>: whether budgets broke in a range of time, and whether all of that is known.</summary>
internal sealed partial class BudgetCheckApi(IGrainFactory grains, BudgetDirectory directory, TimeProvider clock, ILogger<BudgetCheckApi> logger)
{
    public const string Path = BudgetsApi.Path + "/check";

    /// <summary>Grains asked at a time: enough to overlap their turns, few enough to leave appends their share.</summary>
    private const int AskedAtOnce = 16;

    private const long RangeMs = 600_000;

    private static readonly KnownParameters s_known = new("from", "to", "endpoint", "severity");

    private readonly ILogger _logger = logger;

    public Task<IResult> GetAsync(HttpContext context)
    {
        if (s_known.FindProblem(context.Request.Query) is { } unknown)
            return Task.FromResult(unknown);
        ParameterReader reader = new(context.Request.Query);
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        long to = reader.Time("to", now);
        long from = reader.Time("from", to - RangeMs);
        string pattern = reader.Text("endpoint") is { Length: > 0 } text ? text : "*";
        AlertSeverity? severity = reader.Word<AlertSeverity>("severity");
        if (reader.Defect is null && from >= to)
            reader.Refuse("from is not before to.");
        if (reader.Defect is { } defect)
            return Task.FromResult(Problems.Create(400, "malformed-parameter", "Malformed parameter", defect));
        return GrainAnswers.TryAsync(
            context,
            "The catalog, or the keeper of budgets,",
            async () => Results.Json(await CheckAsync(pattern, from, to, severity), AlertingJsonContext.Readable.BudgetCheckReport),
            LogFailed);
    }

    private async Task<BudgetCheckReport> CheckAsync(string pattern, long from, long to, AlertSeverity? only)
    {
        // Endpoints that do not judge by the latest budgets yet say so, if the silo knows of these.
        await directory.RefreshAsync(grains.GetGrain<IBudgetGrain>(IBudgetGrain.Key));
        string[] names =
        [
            .. (await grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key).GetEndpointsAsync())
                .Where(name => NamePattern.Matches(pattern, name)).Order(StringComparer.Ordinal),
        ];
        List<string> unavailable = [];
        List<string> pending = [];
        List<string> forgotten = [];
        List<string> silent = [];
        List<Finding> broken = [];
        long knownSince = 0;
        foreach (string[] some in names.Chunk(AskedAtOnce))
        {
            EndpointBreaches?[] answers = await Task.WhenAll(some.Select(name => AskAsync(name, from, to)));
            for (int index = 0; index < some.Length; index++)
            {
                if (answers[index] is not { } answer)
                {
                    unavailable.Add(some[index]);
                    continue;
                }

                broken.AddRange(answer.Broken.Where(finding => only is null || finding.Severity == only));
                knownSince = Math.Max(knownSince, answer.KnownSince);
                if (answer.IsPending)
                    pending.Add(some[index]);
                if (answer.IsSilent)
                    silent.Add(some[index]);
                if (answer.KnownSince > from)
                    forgotten.Add(some[index]);
            }
        }

        Finding[] ordered = [.. broken.OrderBy(static finding => finding.Since).ThenBy(static finding => finding.Id, StringComparer.Ordinal)];
        return new BudgetCheckReport(from, to, names.Length, unavailable, ordered)
        {
            EndpointsPending = pending, EndpointsForgotten = forgotten, EndpointsSilent = silent, KnownSince = knownSince,
        };
    }

    /// <summary>Null when the endpoint does not answer: one that is damaged or still being replayed must not keep the others from being shown.</summary>
    private async Task<EndpointBreaches?> AskAsync(string name, long from, long to)
    {
        try
        {
            return (await grains.GetGrain<IEndpointGrain>(name).QueryBreachesAsync(from, to)).Read();
        }
        catch (Exception exception)
        {
            LogQueryFailed(exception, name);
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The catalog, or the keeper of budgets, did not answer a question about budgets.")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "Endpoint {Endpoint} did not answer a question about its budgets.")]
    private partial void LogQueryFailed(Exception exception, string endpoint);
}
