using System.Diagnostics.Metrics;

namespace Pipeline.Grains.Cluster;

/// <summary>What became of streams that were to be brought back.</summary>
public sealed class RecoveryInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Pipeline.Recovery";

    private readonly Meter _meter;
    private long _failures;
    private long _overlooked;

    public RecoveryInstruments(IMeterFactory? meterFactory = null)
    {
        _meter = meterFactory?.Create(MeterName) ?? new Meter(MeterName);
        _meter.CreateObservableCounter(
            "pipeline.recovery.failures", () => Failures, "{stream}", "Streams that could not be brought back from the log, once for each attempt.");
        _meter.CreateObservableCounter(
            "pipeline.recovery.overlooked", () => Overlooked, "{stream}", "Streams whose grain has failed, and that were too many to be brought back unasked.");
    }

    /// <summary>Streams that could not be brought back, once for each attempt.</summary>
    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Streams that failed and were not noted, because there were too many.</summary>
    public long Overlooked => Volatile.Read(ref _overlooked);

    public void Dispose() => _meter.Dispose();

    internal void OnFailed() => Interlocked.Increment(ref _failures);

    internal void OnOverlooked() => Interlocked.Increment(ref _overlooked);
}
