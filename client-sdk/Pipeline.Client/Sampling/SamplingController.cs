using Pipeline.Client.Guarding;
using Pipeline.Client.Recording;

namespace Pipeline.Client.Sampling;

/// <summary>Once a second, sets every key's probability by load, rate and what recording costs. Used by the collector alone.</summary>
internal sealed class SamplingController
{
    private readonly TimeProvider _clock;
    private readonly ClientInstruments _instruments;
    private readonly SamplingPlan _plan;
    private readonly RecordingGuard _guard;
    private readonly ProcessorLoad _load;
    private readonly Dictionary<CallKey, KeyControl> _controls = [];
    private readonly Dictionary<string, List<KeyControl>> _endpoints = new(StringComparer.Ordinal);
    private long _lastTimestamp;
    private long _costNs;
    private double _currentLoad;

    public SamplingController(PipelineClientOptions options, KeyTable keys, TimeProvider clock, ClientInstruments instruments)
    {
        _clock = clock;
        _instruments = instruments;
        _plan = new SamplingPlan(options.Sampling);
        _load = new ProcessorLoad(clock);
        _guard = new RecordingGuard(options.Guard, change => Tell(options, change));
        _lastTimestamp = clock.GetTimestamp();
        _load.Measure();
        keys.Created = key =>
        {
            key.Probability = Math.Min(_guard.Ceiling, _plan.Probability(key.Endpoint, key.Segment, _currentLoad));
            key.KeptPerThreadMax = options.Sampling.DetailsPerSecondMax;
        };
    }

    /// <summary>Share of the process's processor time that recording takes, 0 to 1; null while that is not known.</summary>
    public double? Overhead => _guard.Measured;

    /// <summary>What is known of a key.</summary>
    public KeyControl Of(CallKey key)
    {
        if (_controls.TryGetValue(key, out KeyControl? control))
            return control;
        control = new KeyControl(key);
        _controls.Add(key, control);
        if (!_endpoints.TryGetValue(key.Endpoint, out List<KeyControl>? endpoint))
            _endpoints.Add(key.Endpoint, endpoint = []);
        endpoint.Add(control);
        return control;
    }

    /// <summary>Adds processor time that recording took.</summary>
    public void AddCost(long ns) => _costNs += Math.Max(ns, 0);

    /// <summary>Looks at load and cost, and sets all probabilities.</summary>
    public void Adjust()
    {
        long now = _clock.GetTimestamp();
        TimeSpan elapsed = _clock.GetElapsedTime(_lastTimestamp, now);
        if (elapsed <= TimeSpan.Zero)
            return;
        _lastTimestamp = now;
        _currentLoad = _load.Measure();
        _guard.Observe(TimeSpan.FromTicks(_costNs / 100), _load.Used, elapsed);
        _costNs = 0;
        _instruments.SetGuard(_guard.Overhead, _guard.Level, _currentLoad);
        foreach (List<KeyControl> endpoint in _endpoints.Values)
            _plan.Adjust(endpoint, elapsed.TotalSeconds, _currentLoad, _guard.Ceiling);
    }

    private void Tell(PipelineClientOptions options, GuardChange change)
    {
        try
        {
            options.GuardChanged?.Invoke(change);
        }
        catch (Exception)
        {
            _instruments.CountHookFailure();
        }
    }
}
