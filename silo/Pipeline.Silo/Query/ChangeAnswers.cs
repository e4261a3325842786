using Pipeline.Grains.Abstractions.Alerting;

namespace Pipeline.Silo.Query;

/// <summary>Turns what became of a change into an answer.</summary>
internal static class ChangeAnswers
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(5);

    /// <summary>The thing after a change that is in effect; else the problem that says why it is not.</summary>
    /// <param name="answer">What became of it.</param>
    /// <param name="context">The request.</param>
    /// <param name="what">What was changed, as in the codes of problems: <c>budget</c>, <c>silence</c>, <c>incident</c>, <c>webhook</c>.</param>
    /// <param name="show">Shows the thing.</param>
    public static IResult ToResult<T>(this ChangeAnswer<T> answer, HttpContext context, string what, Func<HttpContext, T, IResult> show)
        where T : class
    {
        string detail = answer.Detail ?? string.Empty;
        return answer.Status switch
        {
            ChangeStatus.Applied => show(context, answer.Value!.Value.Read()),
            ChangeStatus.Invalid => ChangeRequest.Malformed(what, detail),
            ChangeStatus.NotFound => Problems.Create(404, "unknown-" + what, "Unknown " + what, detail),
            // Only a request that insists on a version can have missed it.
            ChangeStatus.Conflict when IsConditional(context) => Problems.Create(412, "version-conflict", "Version conflict", detail),
            ChangeStatus.Conflict => Problems.Create(409, "conflict", "Conflict", detail),
            ChangeStatus.Overloaded => Problems.TryAgain(context, 429, "overloaded", "Overloaded", detail, s_retryAfter),
            _ => Problems.TryAgain(context, 503, "unavailable", "Unavailable", detail, s_retryAfter),
        };
    }

    private static bool IsConditional(HttpContext context) => context.Request.Headers.IfMatch.Count + context.Request.Headers.IfNoneMatch.Count > 0;
}
