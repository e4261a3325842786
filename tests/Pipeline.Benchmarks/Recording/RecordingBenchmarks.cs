using BenchmarkDotNet.Attributes;
using Pipeline.Client;

namespace Pipeline.Benchmarks.Recording;

/// <summary>What a call costs in all, the work of the client's background included: recorded, gathered, and encoded into a batch. Per call.</summary>
/// <remarks><c>bench record</c> has the part of it that the recording thread pays.</remarks>
public class RecordingBenchmarks
{
    /// <summary>Fits a thread's buffer, so that nothing is dropped.</summary>
    private const int CallCount = 240;

    private PipelineClient? _counting;
    private PipelineClient? _keeping;

    [GlobalSetup]
    public void Setup()
    {
        _counting = ClientVariants.CreateClient(probability: 0);
        _keeping = ClientVariants.CreateClient(probability: 1);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _counting!.Dispose();
        _keeping!.Dispose();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = CallCount)]
    public bool Count() => Run(_counting!, ClientVariants.Record);

    [Benchmark(OperationsPerInvoke = CallCount)]
    public bool Keep() => Run(_keeping!, ClientVariants.Record);

    [Benchmark(OperationsPerInvoke = CallCount)]
    public bool KeepFull() => Run(_keeping!, ClientVariants.RecordFull);

    [Benchmark(OperationsPerInvoke = CallCount)]
    public bool KeepScope() => Run(_keeping!, ClientVariants.Scope);

    private static bool Run(PipelineClient client, Action<PipelineClient, int> record)
    {
        record(client, CallCount);
        return client.FlushAsync().GetAwaiter().GetResult();
    }
}
