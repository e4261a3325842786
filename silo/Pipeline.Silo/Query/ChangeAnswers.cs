using System.Diagnostics.CodeAnalysis;
using Pipeline.Grains.Abstractions.Alerting;

namespace Pipeline.Silo.Query;

/// <summary>Turns what became of a change into an answer.</summary>
internal static class ChangeAnswers
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Whether the change is in effect; else the problem that says why it is not.</summary>
    /// <param name="answer">What became of it.</param>
    /// <param name="context">The request.</param>
    /// <param name="what">What was changed, as in the codes of problems: <c>budget</c>, <c>silence</c>, <c>incident</c>, <c>webhook</c>.</param>
    /// <param name="problem">The problem.</param>
    public static bool IsApplied<T>(this ChangeAnswer<T> answer, HttpContext context, string what, [NotNullWhen(false)] out IResult? problem)
        where T : class
    {
        string detail = answer.Detail ?? string.Empty;
        problem = answer.Status switch
        {
            ChangeStatus.Applied => null,
            ChangeStatus.Invalid => ChangeRequest.Malformed(what, detail),
            ChangeStatus.NotFound => Problems.Create(404, "unknown-" + what, "Unknown " + what, detail),
            // Only a request that insists on a version can have missed it.
            ChangeStatus.Conflict when IsConditional(context) => Problems.Create(412, "version-conflict", "Version conflict", detail),
            ChangeStatus.Conflict => Problems.Create(409, "conflict", "Conflict", detail),
            ChangeStatus.Overloaded => Problems.TryAgain(context, 429, "overloaded", "Overloaded", detail, s_retryAfter),
            _ => Problems.TryAgain(context, 503, "unavailable", "Unavailable", detail, s_retryAfter),
        };
        return problem is null;
    }

    private static bool IsConditional(HttpContext context) => context.Request.Headers.IfMatch.Count + context.Request.Headers.IfNoneMatch.Count > 0;
}
