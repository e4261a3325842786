using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Pipeline.Silo.Query;

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

    /// <summary>The body as it came; with the problem if it is too large.</summary>
    public static async Task<(ReadOnlyMemory<byte> Json, IResult? Problem)> ReadBytesAsync(HttpRequest request) =>
        await JsonBody.ReadAsync(request, request.HttpContext.RequestAborted) is { } json
            ? (json, null)
            : (default, Problems.Create(413, "too-large", "Body too large", $"The body takes at most {JsonBody.SizeMax} bytes."));

    /// <summary>The body; null with the problem if it cannot be read.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type">What the body is.</param>
    /// <param name="what">What is changed, as in the codes of problems.</param>
    /// <param name="otherwise">What an empty body stands for; null if there must be one.</param>
    public static async Task<(T? Body, IResult? Problem)> ReadBodyAsync<T>(HttpRequest request, JsonTypeInfo<T> type, string what, T? otherwise = null)
        where T : class
    {
        (ReadOnlyMemory<byte> json, IResult? problem) = await ReadBytesAsync(request);
        if (problem is not null)
            return (null, problem);
        if (json.Length == 0)
        {
            return otherwise is not null
                ? (otherwise, null)
                : (null, Malformed(what, $"The body is empty: it takes {MembersOf(type)}."));
        }

        return JsonBody.TryRead(json, type, out T? body, out string? defect)
            ? (body, null)
            : (null, Malformed(what, defect ?? "The body is null."));
    }

    /// <summary>The problem of a body that cannot be used.</summary>
    /// <param name="what">What is changed, as in the codes of problems.</param>
    /// <param name="detail">For people: what is wrong with it.</param>
    public static IResult Malformed(string what, string detail) => Problems.Create(400, "malformed-" + what, "Malformed " + what, detail);

    private static string MembersOf(JsonTypeInfo type) => string.Join(", ", type.Properties.Select(static property => property.Name));
}
