using System.Diagnostics.Metrics;

namespace Pipeline.Client.Capture.Http;

/// <summary>Marks the requests of this library, so that they are never captured: the meter factory of its HTTP handler.</summary>
internal sealed class OwnTraffic : IMeterFactory
{
    public static OwnTraffic Instance { get; } = new();

    private readonly object _gate = new();
    private readonly Dictionary<string, Meter> _meters = [];

    private OwnTraffic()
    {
    }

    public Meter Create(MeterOptions options)
    {
        lock (_gate)
        {
            if (!_meters.TryGetValue(options.Name, out Meter? meter))
                _meters[options.Name] = meter = new Meter(new MeterOptions(options.Name) { Version = options.Version, Tags = options.Tags, Scope = this });
            return meter;
        }
    }

    /// <summary>Its meters live as long as the process.</summary>
    public void Dispose()
    {
    }
}
