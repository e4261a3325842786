namespace Pipeline.Protocol.Alerting;

/// <summary>Whether budgets broke in a range of time: the body of <c>GET /api/v1/budgets/check</c>.</summary>
/// <param name="From">Unix ms.</param>
/// <param name="To">Unix ms.</param>
/// <param name="EndpointsChecked">Endpoints that were asked.</param>
/// <param name="EndpointsUnavailable">Names of those that did not answer: the check is incomplete then.</param>
/// <param name="Broken">What broke, as findings, the first first.</param>
public sealed record BudgetCheckReport(
    long From, long To, int EndpointsChecked, IReadOnlyList<string> EndpointsUnavailable, IReadOnlyList<Finding> Broken);
