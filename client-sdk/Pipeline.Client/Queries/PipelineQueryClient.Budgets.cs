using Pipeline.Protocol.Alerting;

namespace Pipeline.Client.Queries;

public sealed partial class PipelineQueryClient
{
    private const string BudgetsPath = "/api/v1/budgets";

    /// <summary>All budgets.</summary>
    /// <exception cref="PipelineQueryException">A problem.</exception>
    public Task<BudgetPage> ListBudgetsAsync(CancellationToken cancellationToken = default) =>
        _transport.GetAsync(new QueryString(BudgetsPath), AlertingJsonContext.Default.BudgetPage, cancellationToken);

    /// <summary>One budget.</summary>
    /// <exception cref="PipelineQueryException"><c>unknown-budget</c>: there is none of that name; or another problem.</exception>
    public Task<BudgetReport> GetBudgetAsync(string name, CancellationToken cancellationToken = default) =>
        _transport.GetAsync(PathOf(BudgetsPath, name), AlertingJsonContext.Default.BudgetReport, cancellationToken);

    /// <summary>Sets a budget; returns when it is durable. Endpoints judge by it within seconds.</summary>
    /// <param name="budget">The budget, complete.</param>
    /// <param name="version">Only if it is of this version still, 0 if it must not exist; null for any.</param>
    /// <param name="by">Who, for the audit; null for <see cref="PipelineQueryOptions.User"/>.</param>
    /// <param name="cancellationToken">Gives up; the change may be made all the same.</param>
    /// <exception cref="PipelineQueryException">
    /// <c>malformed-budget</c>: a member is out of its range; <c>version-conflict</c>: it is of another version; <c>budget-of-file</c>: it is
    /// changed in the file only; or another problem.
    /// </exception>
    public Task<BudgetReport> PutBudgetAsync(Budget budget, long? version = null, string? by = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(budget);
        return _transport.ChangeAsync(
            HttpMethod.Put,
            PathOf(BudgetsPath, budget.Name),
            budget,
            AlertingJsonContext.Default.Budget,
            AlertingJsonContext.Default.BudgetReport,
            cancellationToken,
            version,
            by);
    }

    /// <summary>Deletes a budget, and says what it was.</summary>
    /// <param name="name">The budget.</param>
    /// <param name="version">Only if it is of this version still; null for any.</param>
    /// <param name="by">Who, for the audit; null for <see cref="PipelineQueryOptions.User"/>.</param>
    /// <param name="cancellationToken">Gives up; it may be deleted all the same.</param>
    /// <exception cref="PipelineQueryException">
    /// <c>unknown-budget</c>: there is none; <c>version-conflict</c>: it is of another version; <c>budget-of-file</c>: it is deleted in the file
    /// only; or another problem.
    /// </exception>
    public Task<BudgetReport> DeleteBudgetAsync(string name, long? version = null, string? by = null, CancellationToken cancellationToken = default) =>
        _transport.ChangeAsync(
            HttpMethod.Delete, PathOf(BudgetsPath, name), AlertingJsonContext.Default.BudgetReport, cancellationToken, version, by);

    /// <summary>What broke in a range of time, and whether all of that is known.</summary>
    /// <exception cref="PipelineQueryException">A problem.</exception>
    public Task<BudgetCheckReport> CheckBudgetsAsync(BudgetCheckQuestion question, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        QueryString path = new(BudgetsPath + "/check");
        path.Add("from", question.FromUnixMs);
        path.Add("to", question.ToUnixMs);
        path.Add("endpoint", question.Endpoint);
        path.Add("severity", question.Severity);
        return _transport.GetAsync(path, AlertingJsonContext.Default.BudgetCheckReport, cancellationToken);
    }
}
