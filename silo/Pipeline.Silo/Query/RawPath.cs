using Microsoft.AspNetCore.Http.Features;

namespace Pipeline.Silo.Query;

/// <summary>Names in paths, taken from the request line as it was sent.</summary>
/// <remarks>The framework's own path is decoded except for %2F, so a name with a slash or a percent sign would be ambiguous there.</remarks>
internal static class RawPath
{
    /// <summary>What follows <paramref name="prefix"/> in the request target up to its query, decoded once.</summary>
    public static string NameAfter(HttpContext context, string prefix) => NameBetween(context, prefix, string.Empty);

    /// <summary>The same without <paramref name="suffix"/> at its end.</summary>
    public static string NameBetween(HttpContext context, string prefix, string suffix)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        int start = target.IndexOf(prefix, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
            return string.Empty;
        int end = target.IndexOf('?', start);
        string name = target[(start + prefix.Length)..(end < 0 ? target.Length : end)];
        return Uri.UnescapeDataString(name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) ? name[..^suffix.Length] : name);
    }
}
