using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Silo.Query.Budgets;

/// <summary><c>/api/v1/budgets</c> and <c>/api/v1/budgets/{name}</c>. See docs/budgets.md.</summary>
internal sealed partial class BudgetsApi(IGrainFactory grains, ILogger<BudgetsApi> logger)
{
    public const string Path = "/api/v1/budgets";

    private const string What = "budget";

    private readonly ILogger _logger = logger;

    private IBudgetGrain Grain => grains.GetGrain<IBudgetGrain>(IBudgetGrain.Key);

    public Task<IResult> ListAsync(HttpContext context) => AnswerAsync(context, async () =>
    {
        if (KnownParameters.None.FindProblem(context.Request.Query) is { } unknown)
            return unknown;
        BudgetPage page = await PageAsync();
        return EntityTags.Show(context, page.Version, page, AlertingJsonContext.Readable.BudgetPage);
    });

    public Task<IResult> GetAsync(HttpContext context) => AnswerAsync(context, async () =>
    {
        if (KnownParameters.None.FindProblem(context.Request.Query) is { } unknown)
            return unknown;
        string name = NameOf(context);
        BudgetReport? report = (await PageAsync()).Budgets.FirstOrDefault(known => known.Budget.Name == name);
        return report is null ? Problems.Create(404, "unknown-budget", "Unknown budget", $"There is no budget '{name}'.") : Show(context, report);
    });

    public async Task<IResult> PutAsync(HttpContext context)
    {
        if (!ChangeRequest.TryReadHead(context, out long? version, out IResult? problem))
            return problem;
        (ReadOnlyMemory<byte> body, problem) = await ChangeRequest.ReadBytesAsync(context.Request);
        if (problem is not null)
            return problem;
        return BudgetJson.TryRead(body, NameOf(context), out Budget? budget, out string? defect)
            ? await ChangeAsync(context, version, (grain, by) => grain.PutAsync(Packed.Of(budget!), by, version))
            : ChangeRequest.Malformed(What, defect!);
    }

    public async Task<IResult> DeleteAsync(HttpContext context) =>
        ChangeRequest.TryReadHead(context, out long? version, out IResult? problem)
            ? await ChangeAsync(context, version, (grain, by) => grain.DeleteAsync(NameOf(context), by, version))
            : problem;

    private Task<IResult> ChangeAsync(HttpContext context, long? version, Func<IBudgetGrain, string, Task<ChangeAnswer<BudgetReport>>> change) =>
        AnswerAsync(context, async () =>
        {
            ChangeAnswer<BudgetReport> answer = await change(Grain, Caller.NameOf(context));
            // Whoever insists on no version has met none that is another: it is the file's.
            if (answer.Status == ChangeStatus.Conflict && version is null)
                return Problems.Create(409, "budget-of-file", "Budget of the file", answer.Detail ?? string.Empty);
            return answer.ToResult(context, What, Show);
        });

    private static IResult Show(HttpContext context, BudgetReport report) =>
        EntityTags.Show(context, report.Version, report, AlertingJsonContext.Readable.BudgetReport);

    private static string NameOf(HttpContext context) => RawPath.NameAfter(context, Path + "/");

    private async Task<BudgetPage> PageAsync() => (await Grain.ListAsync(null))!.Value.Read();

    private Task<IResult> AnswerAsync(HttpContext context, Func<Task<IResult>> ask) => GrainAnswers.TryAsync(context, "The keeper of budgets", ask, LogFailed);

    [LoggerMessage(1, LogLevel.Warning, "The budgets did not answer.")]
    private partial void LogFailed(Exception exception);
}
