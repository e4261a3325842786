namespace Pipeline.Core.Endpoints;

/// <summary>The answer to the sender of an entry: computed from state and entry alone, so replay computes the same.</summary>
public readonly record struct ApplyResult(ApplyStatus Status)
{
    /// <summary>Most refusals listed singly, of events and of tallies; more are only counted.</summary>
    public const int ListedRefusalsMax = 1_024;

    /// <summary>Events counted.</summary>
    public int AcceptedEvents { get; init; }

    /// <summary>Tallies counted.</summary>
    public int AcceptedTallies { get; init; }

    /// <summary>Drops counted.</summary>
    public int AcceptedDrops { get; init; }

    /// <summary>Of the accepted events, those behind the watermark.</summary>
    public int LateEvents { get; init; }

    /// <summary>Events not counted.</summary>
    public int RefusedEvents { get; init; }

    /// <summary>Tallies not counted.</summary>
    public int RefusedTallies { get; init; }

    /// <summary>Drops not counted.</summary>
    public int RefusedDrops { get; init; }

    /// <summary>The first refused events, ascending by index.</summary>
    public IReadOnlyList<Refusal> EventRefusals { get; init; } = [];

    /// <summary>The first refused tallies, ascending by index.</summary>
    public IReadOnlyList<Refusal> TallyRefusals { get; init; } = [];
}
