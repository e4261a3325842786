using Pipeline.Core.Endpoints;
using Pipeline.Detection;
using Pipeline.Detection.Anomalies;
using Pipeline.EventLog;
using Pipeline.Grains;
using Pipeline.Protocol.Queries;

namespace Pipeline.Simulation.Tests.Oracle;

/// <summary>All entries an endpoint's stream ever had, with what the naive model and a plain replay make of them.</summary>
internal sealed class WitnessedEndpoint(string name)
{
    private readonly MonitoredEndpoint _current = new(name);
    private readonly List<byte[]> _entries = [];
    private readonly HashSet<long> _eventTotals = [0];
    private readonly Dictionary<DetectionSettings, bool> _settings = [];
    private readonly HashSet<string> _marked = [];
    private MonitoredEndpoint _replayed = new(name);
    private int _replayedCount;

    public string Name { get; } = name;

    public StreamName Stream { get; } = EndpointStream.NameOf(name);

    public ReferenceEndpoint Model { get; } = new();

    /// <summary>The state that all entries make, each applied when it became durable.</summary>
    public EndpointState Current => _current.State;

    /// <summary>What detection found by all entries.</summary>
    public IReadOnlyList<Anomaly> Anomalies => _current.Detection.Anomalies;

    /// <summary>Models that came out other than the log says.</summary>
    public int ModelMismatches => _current.Detection.ModelMismatches;

    public Offset Head => new(_entries.Count);

    public void Add(byte[] entry)
    {
        _entries.Add(entry);
        Apply(_current, entry);
        _eventTotals.Add(Model.Events);
    }

    /// <summary>Must be told of settings before they are sent.</summary>
    public void Expect(DetectionSettings settings) => _settings.TryAdd(settings, false);

    /// <summary>Must be told before it is said of an anomaly that it is normal.</summary>
    public void ExpectMarked(string anomalyId) => _marked.Add(anomalyId);

    public bool HasConfigured(DetectionSettings settings) => _settings.GetValueOrDefault(settings);

    /// <summary>Takes an entry's settings; false if nobody sent them.</summary>
    public bool TryConfigure(DetectionSettings settings)
    {
        if (!_settings.ContainsKey(settings))
            return false;
        _settings[settings] = true;
        return true;
    }

    public bool IsTrainingDue(string segment, long window) =>
        _current.Detection.DueTrainings.Any(task => task.Segment == segment && task.Window == window);

    public bool IsMarkExpected(string anomalyId) => _marked.Contains(anomalyId);

    /// <summary>Whether the endpoint had counted so many events after some entry or other.</summary>
    public bool HadEvents(long events) => _eventTotals.Contains(events);

    /// <summary>What the entries before an offset make of the endpoint, from an empty one on and without any snapshot.</summary>
    public MonitoredEndpoint Replay(Offset upTo)
    {
        if (upTo.Value < _replayedCount)
        {
            _replayed = new MonitoredEndpoint(Name);
            _replayedCount = 0;
        }

        while (_replayedCount < upTo.Value)
            Apply(_replayed, _entries[_replayedCount++]);
        return _replayed;
    }

    /// <summary>Applies the entries from a snapshot to the head.</summary>
    /// <returns>How many stored windows that took.</returns>
    public int ApplyTail(MonitoredEndpoint restored, StoredCells cells)
    {
        int loaded = 0;
        for (int index = (int)cells.AsOf.Value; index < _entries.Count; index++)
        {
            EntryCodec.TryRead(_entries[index], out EntryHeader header, out ReadOnlySpan<byte> body);
            loaded += cells.Load(restored.State, header, body);
            restored.Apply(header, body);
        }

        return loaded;
    }

    private static void Apply(MonitoredEndpoint endpoint, byte[] entry)
    {
        EntryCodec.TryRead(entry, out EntryHeader header, out ReadOnlySpan<byte> body);
        endpoint.Apply(header, body);
    }
}
