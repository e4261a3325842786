namespace Pipeline.Simulation.Tests.Runs;

/// <summary>How one run ended.</summary>
/// <param name="Trace">What happened in it.</param>
/// <param name="Coverage">What it met.</param>
/// <param name="Failure">Null if everything held.</param>
internal sealed record SeedResult(Trace Trace, Coverage Coverage, Exception? Failure);
