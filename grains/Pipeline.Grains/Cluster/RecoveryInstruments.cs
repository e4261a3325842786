using System.Diagnostics.Metrics;

namespace Pipeline.Grains.Cluster;

/// <summary>What became of streams that were to be brought back.</summary>
public sealed class RecoveryInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Pipeline.Recovery";

    private readonly Meter _meter;
    private long _failures;

    public RecoveryInstruments(IMeterFactory? meterFactory = null)
    {
        _meter = meterFactory?.Create(MeterName) ?? new Meter(MeterName);
        _meter.CreateObservableCounter(
            "pipeline.recovery.failures", () => Failures, "{stream}", "Streams that could not be brought back from the log, once for each attempt.");
    }

    /// <summary>Streams that could not be brought back, once for each attempt.</summary>
    public long Failures => Volatile.Read(ref _failures);

    public void Dispose() => _meter.Dispose();

    internal void OnFailed() => Interlocked.Increment(ref _failures);
}
