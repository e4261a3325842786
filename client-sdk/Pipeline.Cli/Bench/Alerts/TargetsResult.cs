namespace Pipeline.Cli.Bench.Alerts;

/// <summary>What dead targets cost those that are well.</summary>
internal sealed record TargetsResult
{
    public required int Live { get; init; }

    public required int Dead { get; init; }

    public required int Incidents { get; init; }

    /// <summary>With the live ones alone.</summary>
    public required TargetsFigures Alone { get; init; }

    /// <summary>With the dead ones beside them.</summary>
    public required TargetsFigures WithDead { get; init; }

    /// <summary>99th percentile with the dead ones, by that without.</summary>
    public required double P99Ratio { get; init; }

    /// <summary>Attempts at dead targets.</summary>
    public required int DeadAttempts { get; init; }

    /// <summary>Health of the dead ones as the silo tells it, by word.</summary>
    public required IReadOnlyDictionary<string, int> DeadHealth { get; init; }

    public bool IsSound => IsWhole(Alone) && IsWhole(WithDead);

    private static bool IsWhole(TargetsFigures figures) => figures.Delivered == figures.Expected && figures.Repeated == 0;
}
