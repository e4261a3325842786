using System.Diagnostics.Metrics;

namespace Pipeline.Grains.Training;

/// <summary>What fitting forests costs, and whether it keeps up. Recorded per fit, never per event.</summary>
public sealed class ForestTrainerInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Pipeline.Training";

    private readonly Meter _meter;
    private readonly Counter<long> _fits;
    private readonly Counter<long> _failures;
    private readonly Counter<double> _seconds;
    private readonly UpDownCounter<long> _waiting;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _mismatches;

    public ForestTrainerInstruments(IMeterFactory? meterFactory = null)
    {
        _meter = meterFactory?.Create(MeterName) ?? new Meter(MeterName);
        _fits = _meter.CreateCounter<long>("pipeline.training.fits", "{model}", "Forests fitted.");
        _failures = _meter.CreateCounter<long>("pipeline.training.failures", "{model}", "Forests that could not be fitted; they are tried again.");
        _seconds = _meter.CreateCounter<double>("pipeline.training.duration", "s", "Time that fitting has taken, on one thread each.");
        _waiting = _meter.CreateUpDownCounter<long>("pipeline.training.waiting", "{model}", "Forests that wait for a thread or are being fitted.");
        _refusals = _meter.CreateCounter<long>("pipeline.training.refusals", "{model}", "Trainings put off because too many were waiting.");
        _mismatches = _meter.CreateCounter<long>(
            "pipeline.training.hash_mismatches", "{model}", "Models that came out other than the log says when they were fitted again.");
    }

    public void Dispose() => _meter.Dispose();

    internal void OnWaiting(int change) => _waiting.Add(change);

    internal void OnFitted(TimeSpan taken)
    {
        _fits.Add(1);
        _seconds.Add(taken.TotalSeconds);
    }

    internal void OnFailed() => _failures.Add(1);

    internal void OnRefused() => _refusals.Add(1);

    internal void OnMismatches(int models)
    {
        if (models > 0)
            _mismatches.Add(models);
    }
}
