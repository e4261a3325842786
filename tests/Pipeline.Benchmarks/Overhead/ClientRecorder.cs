using System.Diagnostics;
using Pipeline.Client;

namespace Pipeline.Benchmarks.Overhead;

/// <summary>The client with every call kept, whatever load and cost; all else as by default, delivering to a silo.</summary>
internal sealed class ClientRecorder : IServiceRecorder
{
    private readonly PipelineClient _client;

    public ClientRecorder(Uri silo)
    {
        PipelineClientOptions options = new();
        options.Sampling.Probability = 1;
        options.Sampling.BusyProbability = 1;
        options.Sampling.OverloadedProbability = 1;
        options.Sampling.DetailsPerSecondMax = 1_000_000;
        options.Guard.OverheadMax = 1;
        options.Delivery.Endpoints.Add(silo);
        _client = new PipelineClient(options);
    }

    public IDisposable Begin(string endpoint, string segment) => _client.Begin(endpoint, segment);

    public long Timestamp() => Stopwatch.GetTimestamp();

    public void Count(string operation) => Call.Current.Count(operation);

    public void Time(string operation, long startTimestamp) => Call.Current.Dependency(operation, Stopwatch.GetElapsedTime(startTimestamp));

    public async Task<ServiceUsage> FlushAsync()
    {
        await _client.FlushAsync();
        ClientStatistics statistics = _client.Statistics;
        return new ServiceUsage(
            Environment.CpuUsage.TotalTime.TotalMicroseconds, statistics.CallCount, statistics.DetailCount, statistics.DroppedDetails.Values.Sum());
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
