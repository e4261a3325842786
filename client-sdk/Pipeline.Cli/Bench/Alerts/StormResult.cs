namespace Pipeline.Cli.Bench.Alerts;

/// <summary>What a storm led to.</summary>
internal sealed record StormResult
{
    public required int Endpoints { get; init; }

    /// <summary>Incidents that were told.</summary>
    public required int Incidents { get; init; }

    /// <summary>Messages by their type.</summary>
    public required IReadOnlyDictionary<string, int> Messages { get; init; }

    /// <summary>First cause of the first message.</summary>
    public required string FirstCause { get; init; }

    public required int EndpointsInFirstMessage { get; init; }

    public required int EndpointsInIncident { get; init; }

    /// <summary>From the first slow event to the first message at the target.</summary>
    public required double FirstMessageSeconds { get; init; }

    /// <summary>From the last slow event to the message that it is over.</summary>
    public required double ResolvedSeconds { get; init; }

    public required int Unverified { get; init; }

    public bool IsSound => Incidents == 1 && Unverified == 0 && EndpointsInIncident == Endpoints;
}
