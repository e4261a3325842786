namespace Pipeline.Cli.Bench.Chaos;

/// <summary>Whether an incident was told once although a silo with a part in it was killed at that moment.</summary>
internal sealed record AlertKillFigures
{
    /// <summary>Explosions, each with a silo killed.</summary>
    public required int Repetitions { get; init; }

    /// <summary>Incidents that they became; one each.</summary>
    public required int Incidents { get; init; }

    /// <summary>Different ids of the messages that told of their beginning; one each.</summary>
    public required int Messages { get; init; }

    /// <summary>Requests that brought them; more than messages where an answer was lost with a silo.</summary>
    public required int Requests { get; init; }

    /// <summary>Explosions that nobody was told of.</summary>
    public required int Untold { get; init; }

    /// <summary>Requests whose signature is not right.</summary>
    public required int Unverified { get; init; }

    /// <summary>Longest time from the explosion to a message that was taken.</summary>
    public required double LongestUntilToldMs { get; init; }

    /// <summary>Silos killed by what they held: the endpoint, the alerts or the webhook.</summary>
    public required IReadOnlyDictionary<string, int> Killed { get; init; }

    public bool IsSound => Incidents == Repetitions && Messages == Repetitions && Untold == 0 && Unverified == 0;
}
