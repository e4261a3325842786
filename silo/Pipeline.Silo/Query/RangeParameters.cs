using Pipeline.Grains.Abstractions;

namespace Pipeline.Silo.Query;

/// <summary>Reads <c>window</c>, or <c>from</c> and <c>to</c>.</summary>
internal static class RangeParameters
{
    /// <summary>False with the defect if a parameter is malformed; the last five minutes if there is none.</summary>
    public static bool TryRead(IQueryCollection parameters, out EndpointQuery query, out string defect)
    {
        query = new EndpointQuery(Window: TimeSpan.FromMinutes(5));
        defect = string.Empty;
        string? window = parameters["window"];
        string? from = parameters["from"];
        string? to = parameters["to"];
        if (from is not null || to is not null)
        {
            if (window is not null)
                defect = "window excludes from and to.";
            else
                return TryReadRange(from, to, out query, out defect);
        }
        else if (window == "all")
        {
            query = new EndpointQuery();
        }
        else if (window is not null)
        {
            if (WindowParameters.TryParseDuration(window, out TimeSpan duration))
                query = new EndpointQuery(Window: duration);
            else
                defect = $"window is '{window}': it takes 'all' or a duration such as 30s, 5m, 1h, 7d.";
        }

        return defect.Length == 0;
    }

    /// <summary>Reads an interval; either end may be missing.</summary>
    public static bool TryReadRange(string? from, string? to, out EndpointQuery query, out string defect)
    {
        query = new EndpointQuery();
        defect = string.Empty;
        long fromUnixMs = 0;
        long toUnixMs = long.MaxValue;
        if (from is not null && !WindowParameters.TryParseTime(from, out fromUnixMs))
            defect = $"from is '{from}': it takes Unix milliseconds or RFC 3339.";
        else if (to is not null && !WindowParameters.TryParseTime(to, out toUnixMs))
            defect = $"to is '{to}': it takes Unix milliseconds or RFC 3339.";
        else if (fromUnixMs >= toUnixMs)
            defect = "from must lie before to.";
        query = new EndpointQuery(FromUnixMs: from is null ? null : fromUnixMs, ToUnixMs: to is null ? null : toUnixMs);
        return defect.Length == 0;
    }
}
