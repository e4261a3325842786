using Microsoft.OpenApi;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Silo.OpenApi.Routes;

/// <summary><c>/api/v1/budgets</c>: limits that people set, and whether they were broken.</summary>
internal static class BudgetRoutes
{
    private const string Tag = "Budgets";

    private static readonly RouteProblem s_unknown = new(404, "unknown-budget", "Unknown budget", "There is no budget of that name.");

    private static readonly RouteProblem s_malformed =
        new(400, "malformed-budget", "Malformed budget", "A member is missing, unknown or out of its range; detail names it and says what it takes.");

    private static readonly RouteProblem s_ofFile =
        new(409, "budget-of-file", "Budget of the file", "The budget is the file's: change it there.");

    private static readonly RouteParameter s_name = new("name", "The budget.") { In = ParameterLocation.Path };

    private static readonly RouteParameter s_ifNoneMatch = new("If-None-Match", "With *: only if there is none of that name.") { In = ParameterLocation.Header };

    private static IReadOnlyList<RouteProblem> OfChange =>
    [
        RouteProblem.MalformedParameter,
        ChangeRoutes.MalformedHeader,
        s_ofFile,
        ChangeRoutes.VersionConflict,
        ChangeRoutes.Overloaded,
        RouteProblem.Unavailable,
        RouteProblem.NotReady,
    ];

    public static RouteDescription List { get; } = new("listBudgets", Tag, "All budgets")
    {
        Details = "By name, each with its version, where it comes from (`default`, `api` or `file`) and who changed it last. `file_fault` says what is wrong with "
            + "the file of budgets; its last good state stays in effect.",
        Answers = [RouteAnswer.Json<BudgetPage>()],
        Problems = [RouteProblem.MalformedParameter, RouteProblem.Unavailable, RouteProblem.NotReady],
        Examples = [new("all", "Those that are there from the start")],
    };

    public static RouteDescription Get { get; } = new("getBudget", Tag, "One budget")
    {
        Parameters = [s_name],
        Answers = [RouteAnswer.Json<BudgetReport>()],
        Problems = [RouteProblem.MalformedParameter, s_unknown, RouteProblem.Unavailable, RouteProblem.NotReady],
        Examples =
        [
            new("calls", "Calls of one function per event", ("name", "calls-per-event")),
            new("unknown-budget", "One that is not", ("name", "nothing")) { Status = 404 },
        ],
    };

    public static RouteDescription Put { get; } = new("putBudget", Tag, "Sets a budget")
    {
        Details = "Complete: members that are left out take their defaults. Answered when it is durable; endpoints judge by it within seconds.",
        Parameters = [s_name, ChangeRoutes.IfMatch, s_ifNoneMatch, ChangeRoutes.User],
        Bodies = [new("application/json", "The budget; its name may be left out.") { Type = typeof(Budget) }],
        Answers = [RouteAnswer.Json<BudgetReport>()],
        Problems = [s_malformed, ChangeRoutes.TooLarge, .. OfChange],
        Examples =
        [
            new("duration", "The 95th percentile of premium users' searches", ("name", "search-p95")) { BodyFile = "putBudget.duration.body.json" },
            new("malformed-budget", "A percentile that there is not", ("name", "search-p95")) { Status = 400, BodyFile = "putBudget.malformed-budget.body.json" },
        ],
    };

    public static RouteDescription Delete { get; } = new("deleteBudget", Tag, "Deletes a budget")
    {
        Details = "Answers what it was. One of those that are there from the start stays away. What it found ends as `withdrawn`.",
        Parameters = [s_name, ChangeRoutes.IfMatch, ChangeRoutes.User],
        Answers = [RouteAnswer.Json<BudgetReport>()],
        Problems = [s_unknown, .. OfChange],
        Examples =
        [
            new("memory", "One of those that are there from the start", ("name", "memory-per-event")),
            new("unknown-budget", "One that is not", ("name", "nothing")) { Status = 404 },
        ],
    };

    public static RouteDescription Check { get; } = new("checkBudgets", Tag, "Whether budgets broke in a range of time")
    {
        Details = "What broke in a part of the range, the first first. It is complete only if `endpoints_unavailable`, `endpoints_pending` (windows in the range are not "
            + "closed yet: ask again) and `endpoints_forgotten` (what was before `known_since` was not judged, or is forgotten) are empty. Every endpoint that fits "
            + "is asked; of those in `endpoints_silent` no event came since `from`, so nothing of them was judged.",
        Parameters =
        [
            new("from", "Start of the range: Unix ms or RFC 3339. Default ten minutes before its end."),
            new("to", "End of the range, exclusive: Unix ms or RFC 3339. Default now."),
            new("endpoint", "Of this endpoint only, or of those whose name fits a pattern with *."),
            new("severity", "Of budgets of this severity only.") { Values = Words.All<AlertSeverity>() },
        ],
        Answers = [RouteAnswer.Json<BudgetCheckReport>()],
        Problems = [RouteProblem.MalformedParameter, RouteProblem.Unavailable, RouteProblem.NotReady],
        Examples =
        [
            new("none", "Of endpoints that nothing was sent of", ("endpoint", "/no*"), ("from", "2025-06-03T00:00:00Z"), ("to", "2025-06-04T00:00:00Z")),
            new("malformed-parameter", "A range that ends before it begins", ("from", "2025-06-04T00:00:00Z"), ("to", "2025-06-03T00:00:00Z")) { Status = 400 },
        ],
    };
}
