namespace Pipeline.Benchmarks.Overhead;

/// <summary>Nobody listens.</summary>
internal sealed class NoRecorder : IServiceRecorder
{
    public IDisposable? Begin(string endpoint, string segment) => null;

    public long Timestamp() => 0;

    public void Count(string operation)
    {
    }

    public void Time(string operation, long startTimestamp)
    {
    }

    public Task<ServiceUsage> FlushAsync() => Task.FromResult(new ServiceUsage(Environment.CpuUsage.TotalTime.TotalMicroseconds, 0, 0, 0));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
