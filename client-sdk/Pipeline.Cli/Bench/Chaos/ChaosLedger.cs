namespace Pipeline.Cli.Bench.Chaos;

/// <summary>What was sent and what was acknowledged, by endpoint and segment, to be held against what silos count. Thread-safe.</summary>
internal sealed class ChaosLedger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _sent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _acknowledged = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Endpoint, string Segment), long> _bySegment = [];
    private long _rejected;

    /// <summary>Events acknowledged so far.</summary>
    public long Acknowledged
    {
        get
        {
            lock (_gate)
                return _acknowledged.Values.Sum();
        }
    }

    /// <summary>Events that a silo refused although it took their batch; there must be none.</summary>
    public long Rejected
    {
        get
        {
            lock (_gate)
                return _rejected;
        }
    }

    /// <summary>By endpoint and segment, as of now.</summary>
    public IReadOnlyDictionary<(string Endpoint, string Segment), long> BySegment
    {
        get
        {
            lock (_gate)
                return new Dictionary<(string Endpoint, string Segment), long>(_bySegment);
        }
    }

    /// <summary>A batch is about to be sent for the first time.</summary>
    public void Send(ReadOnlySpan<SectionTemplate> sections)
    {
        lock (_gate)
        {
            foreach (SectionTemplate section in sections)
                _sent[section.Endpoint] = _sent.GetValueOrDefault(section.Endpoint) + section.EventCount;
        }
    }

    /// <summary>A batch was answered with 200.</summary>
    /// <param name="sections">What is in it.</param>
    /// <param name="rejected">Events of it that were refused.</param>
    public void Acknowledge(ReadOnlySpan<SectionTemplate> sections, long rejected)
    {
        lock (_gate)
        {
            _rejected += rejected;
            foreach (SectionTemplate section in sections)
            {
                _acknowledged[section.Endpoint] = _acknowledged.GetValueOrDefault(section.Endpoint) + section.EventCount;
                foreach ((string segment, int count) in section.Segments)
                    _bySegment[(section.Endpoint, segment)] = _bySegment.GetValueOrDefault((section.Endpoint, segment)) + count;
            }
        }
    }

    /// <summary>Between what any right answer about an endpoint lies: all that was acknowledged before it was asked, and no more than was sent.</summary>
    public long LeastOf(string endpoint)
    {
        lock (_gate)
            return _acknowledged.GetValueOrDefault(endpoint);
    }

    /// <summary>The other bound of <see cref="LeastOf"/>.</summary>
    public long MostOf(string endpoint)
    {
        lock (_gate)
            return _sent.GetValueOrDefault(endpoint);
    }
}
