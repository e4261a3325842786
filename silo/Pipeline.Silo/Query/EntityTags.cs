using System.Globalization;
using System.Text.Json.Serialization.Metadata;

namespace Pipeline.Silo.Query;

/// <summary>Versions of things as entity tags (RFC 9110, sections 8.8.3 and 13.1.1): <c>ETag: "7"</c> and <c>If-Match: "7"</c>.</summary>
internal static class EntityTags
{
    /// <summary>Says which version the answer shows.</summary>
    public static void Set(HttpContext context, long version) =>
        context.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Shows a thing as JSON, and which version of it that is.</summary>
    public static IResult Show<T>(HttpContext context, long version, T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        Set(context, version);
        return Results.Json(value, type, statusCode: status);
    }

    /// <summary>The version that the request insists on; null if on none.</summary>
    /// <param name="context">The request. <c>If-None-Match: *</c> insists on version 0: that there is none yet.</param>
    /// <param name="version">The version.</param>
    /// <param name="defect">For people: what is wrong with the header; empty if nothing is.</param>
    public static bool TryRead(HttpContext context, out long? version, out string defect)
    {
        version = null;
        defect = string.Empty;
        if (context.Request.Headers.IfNoneMatch.ToString() == "*")
        {
            version = 0;
            return true;
        }

        string text = context.Request.Headers.IfMatch.ToString();
        if (text.Length == 0 || text == "*")
            return true;
        string number = text.Trim('"');
        if (text.Length == number.Length + 2 && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long known))
        {
            version = known;
            return true;
        }

        defect = $"If-Match is '{text}': it takes the ETag of an answer, such as \"7\".";
        return false;
    }
}
