using System.Globalization;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Webhooks;

/// <summary>What a webhook may be.</summary>
public static class WebhookRules
{
    /// <summary>Characters of a name.</summary>
    public const int NameLengthMax = 64;

    /// <summary>Characters of a URL, which whoever looks for its faults counts.</summary>
    public const int UrlLengthMax = 2_048;

    /// <summary>Patterns of one kind in a filter.</summary>
    public const int PatternsMax = 100;

    /// <summary>Characters of a pattern.</summary>
    public const int PatternLengthMax = 512;

    /// <summary>Least time between signs of life, in seconds.</summary>
    public const int HeartbeatSecondsMin = 10;

    /// <summary>Longest time between signs of life, in seconds.</summary>
    public const int HeartbeatSecondsMax = 86_400;

    /// <summary>How often a sign of life is sent unless something else is asked for, in seconds.</summary>
    public const int HeartbeatSecondsDefault = 60;

    /// <summary>How long messages are signed with the secret of before as well.</summary>
    public static TimeSpan RotationOverlap { get; } = TimeSpan.FromHours(24);

    /// <summary>What is wrong with a request; null if nothing is.</summary>
    /// <param name="request">The request.</param>
    /// <param name="payload">What the webhook sends already; null for a new one.</param>
    /// <param name="findUrlFault">What is wrong with a URL; null if nothing is.</param>
    public static string? FindFault(WebhookRequest request, WebhookPayload? payload, Func<string, string?> findUrlFault)
    {
        if (request.Name is not { Length: >= 1 and <= NameLengthMax } name || name.Any(char.IsControl) || string.IsNullOrWhiteSpace(name))
            return $"name is {Show(request.Name)}: it takes 1 to {NameLengthMax} characters, none of them a control character.";
        if (request.Url is not { Length: >= 1 } url)
            return "url is missing: it takes an absolute https URL.";
        if (findUrlFault(url) is { } fault)
            return $"url: {fault}";
        if (payload is { } known && request.Payload is { } other && other != known)
            return "payload cannot be changed: what waits would be of another form. Make another webhook and delete this one.";
        WebhookPayload effective = request.Payload ?? payload ?? WebhookPayload.Pipeline;
        if (request.HeartbeatSeconds is { } seconds)
        {
            if (effective != WebhookPayload.Heartbeat)
                return "heartbeat_seconds is for the payload heartbeat only.";
            if (seconds is < HeartbeatSecondsMin or > HeartbeatSecondsMax)
                return $"heartbeat_seconds is {seconds}: it takes {HeartbeatSecondsMin} to {HeartbeatSecondsMax.ToString("N0", CultureInfo.InvariantCulture)}.";
        }

        return request.Filter is { } filter ? FindFault(filter) : null;
    }

    private static string? FindFault(WebhookFilter filter) =>
        FindFault("filter.endpoints", filter.Endpoints)
        ?? FindFault("filter.segments", filter.Segments)
        ?? FindFault("filter.owners", filter.Owners)
        ?? (filter.Types is { } types && types.Distinct().Count() != types.Count ? "filter.types names one twice." : null);

    private static string? FindFault(string member, IReadOnlyList<string>? patterns)
    {
        if (patterns is null)
            return null;
        if (patterns.Count > PatternsMax)
            return $"{member} has {patterns.Count} names: it takes at most {PatternsMax}.";
        return patterns.Any(static pattern => pattern is not { Length: >= 1 and <= PatternLengthMax })
            ? $"{member} has a name that is empty or too long: each takes 1 to {PatternLengthMax} characters."
            : null;
    }

    private static string Show(string? text) => text is null ? "missing" : $"'{(text.Length > 80 ? text[..80] + "..." : text)}'";
}
