using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Silences;

/// <summary>What a silence must say.</summary>
public static class SilenceRules
{
    /// <summary>Longest silence, ms.</summary>
    public const long LongestMs = 30L * 24 * 3_600_000;

    /// <summary>Latest beginning, from now.</summary>
    public const long AheadMs = 90L * 24 * 3_600_000;

    private const int TextLengthMax = 512;

    /// <summary>What is wrong with a request; null if nothing is.</summary>
    public static string? FindFault(SilenceRequest request, long now)
    {
        if (request.Matchers is not { } matchers || matchers == new SilenceMatchers())
            return "matchers: one at least must be given; endpoint \"*\" is every endpoint.";
        if (new[] { matchers.Endpoint, matchers.Segment, matchers.Cause, matchers.Rule, matchers.Owner }.Any(text => text is { Length: 0 or > TextLengthMax }))
            return $"matchers: a name or pattern has 1 to {TextLengthMax} characters.";
        if (request.Until is not { } until)
            return "until is missing: a silence ends by itself.";
        long from = request.From ?? now;
        if (until <= now || until <= from)
            return "until: a silence ends after now, and after it begins.";
        if (until - Math.Max(from, now) > LongestMs)
            return "until: a silence lasts 30 days at most.";
        if (from - now > AheadMs)
            return "from: a silence begins within 90 days.";
        return request.Reason is { Length: > TextLengthMax } ? $"reason: {TextLengthMax} characters at most." : null;
    }
}
