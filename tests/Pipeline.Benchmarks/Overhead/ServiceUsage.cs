namespace Pipeline.Benchmarks.Overhead;

/// <summary>What a service used and recorded since it started.</summary>
/// <param name="CpuUs">Processor time of the process, microseconds.</param>
/// <param name="CallCount">Requests counted.</param>
/// <param name="DetailCount">Requests kept in detail.</param>
/// <param name="DroppedCount">Details dropped.</param>
internal sealed record ServiceUsage(double CpuUs, long CallCount, long DetailCount, long DroppedCount);
