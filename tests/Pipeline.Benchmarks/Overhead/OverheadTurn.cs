namespace Pipeline.Benchmarks.Overhead;

/// <summary>What one service did in one turn.</summary>
/// <param name="RequestsPerSecond">Answers per second while the load lasted.</param>
/// <param name="CpuUsPerRequest">Processor time of the service's process for each, microseconds; with what was left to hand over afterwards.</param>
internal readonly record struct OverheadTurn(double RequestsPerSecond, double CpuUsPerRequest);
