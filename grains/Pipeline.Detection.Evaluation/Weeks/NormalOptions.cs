namespace Pipeline.Detection.Evaluation.Weeks;

/// <summary>How much normal traffic is fed.</summary>
public sealed record NormalOptions
{
    /// <summary>Decides everything that is drawn.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Endpoints, 1 to 10,000; they share the installation's budget.</summary>
    public int Endpoints { get; init; } = 100;

    /// <summary>Days of normal traffic, 1 to 60.</summary>
    public int Days { get; init; } = 7;

    /// <summary>Whether every call is an event of its own, which takes about twice as long; otherwise events are pre-aggregated.</summary>
    public bool IsSingle { get; init; }

    /// <summary>Endpoints at the same time, 1 to 256.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
