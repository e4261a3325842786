using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Pipeline.Silo.Query.Alerts;

/// <summary>What changes have in common: no parameters, perhaps a version they insist on, perhaps a body.</summary>
internal static class ChangeRequest
{
    /// <summary>False with the problem if the request has parameters or an If-Match that is none.</summary>
    public static bool TryReadHead(HttpContext context, out long? version, [NotNullWhen(false)] out IResult? problem)
    {
        version = null;
        problem = KnownParameters.None.FindProblem(context.Request.Query);
        if (problem is null && !EntityTags.TryRead(context, out version, out string defect))
            problem = Problems.Create(400, "malformed-header", "Malformed header", defect);
        return problem is null;
    }

    /// <summary>The body; null with the problem if it cannot be read.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type">What the body is.</param>
    /// <param name="what">What is changed, as in the codes of problems.</param>
    /// <param name="otherwise">What an empty body stands for; null if there must be one.</param>
    public static async Task<(T? Body, IResult? Problem)> ReadBodyAsync<T>(HttpRequest request, JsonTypeInfo<T> type, string what, T? otherwise = null)
        where T : class
    {
        if (await JsonBody.ReadAsync(request, request.HttpContext.RequestAborted) is not { } json)
            return (null, Problems.Create(413, "too-large", "Body too large", $"The body takes at most {JsonBody.SizeMax} bytes."));
        if (json.Length == 0)
        {
            return otherwise is not null
                ? (otherwise, null)
                : (null, Problems.Create(400, "malformed-" + what, "Malformed " + what, $"The body is empty: it takes {MembersOf(type)}."));
        }

        return JsonBody.TryRead(json, type, out T? body, out string? defect)
            ? (body, null)
            : (null, Problems.Create(400, "malformed-" + what, "Malformed " + what, defect ?? "The body is null."));
    }

    private static string MembersOf(JsonTypeInfo type) => string.Join(", ", type.Properties.Select(static property => property.Name));
}
