using Microsoft.AspNetCore.Mvc;

namespace Pipeline.Silo;

/// <summary>Answers for what went wrong, as RFC 9457 problem details.</summary>
internal static class Problems
{
    public const string TypeBase = "urn:pipeline:problem:";

    /// <summary>A problem whose <c>type</c> ends in <paramref name="code"/>, which is stable and may be matched on.</summary>
    public static IResult Create(int status, string code, string title, string detail, IDictionary<string, object?>? extensions = null) =>
        Results.Problem(new ProblemDetails
        {
            Status = status,
            Type = TypeBase + code,
            Title = title,
            Detail = detail,
            Extensions = extensions ?? new Dictionary<string, object?>(),
        });

    /// <summary>429 or 503 with Retry-After: nothing is decided, the same request may be repeated byte for byte.</summary>
    public static IResult TryAgain(HttpContext context, int status, string code, string title, string detail, TimeSpan retryAfter)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Create(status, code, title, detail);
    }
}
