namespace Pipeline.Actors.Tests.Conformance.Grains;

/// <summary>What the ticks of a test timer do.</summary>
[Flags]
public enum TimerKind
{
    Plain = 0,
    Gated = 1,
    Failing = 2,
    Interleaving = 4,
    KeepingAlive = 8,
}
