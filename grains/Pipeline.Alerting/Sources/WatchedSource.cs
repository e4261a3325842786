using Pipeline.Protocol.Identities;

namespace Pipeline.Alerting.Sources;

/// <summary>A source and how it has sent so far. Times are Unix ms, lengths ms.</summary>
internal sealed class WatchedSource
{
    /// <summary>A pause of so many usual pauses is none of them.</summary>
    private const int PausesMax = 10;

    /// <summary>Fewer pauses say little about the usual one.</summary>
    private const int PausesMin = 10;

    /// <summary>What a pause has to say fades with the time behind it: by 1 / e in so long.</summary>
    private const double MemoryMs = 24 * 3_600_000.0;

    private readonly SourceWatchSettings _settings;
    private double _pausesMs;
    private double _pausesSquared;
    private int _pauseCount;

    public WatchedSource(in SourceSighting sighting, SourceWatchSettings settings)
    {
        _settings = settings;
        Id = sighting.Source;
        First = sighting.First;
        Last = sighting.First;
        Endpoint = sighting.Endpoint;
        Add(sighting);
    }

    public SourceId Id { get; }

    public long First { get; }

    public long Last { get; private set; }

    /// <summary>An endpoint that it has sent events of last.</summary>
    public string Endpoint { get; private set; }

    /// <summary>Whether it has sent for long enough to be missed.</summary>
    public bool IsRegular => _pauseCount >= PausesMin && Last - First >= (long)_settings.RegularAfter.TotalMilliseconds;

    /// <summary>How long it may pause.</summary>
    /// <remarks>
    /// The usual pause is the mean in which each counts by its length, which is what somebody sees who looks at any moment: a source that
    /// is idle now and then for a quarter of an hour may be, however short its other pauses are.
    /// </remarks>
    public long PatienceMs => Math.Max(
        (long)_settings.PauseMin.TotalMilliseconds, _pausesMs > 0 ? (long)(PausesMax * _pausesSquared / _pausesMs) : 0);

    /// <summary>When it is missed, unless it sends until then.</summary>
    public long MissedFrom => Last + PatienceMs;

    public void Add(in SourceSighting sighting)
    {
        if (sighting.Endpoint.Length > 0)
            Endpoint = sighting.Endpoint;
        Learn(sighting.First - Last);
        Last = Math.Max(Last, sighting.First);
        Learn(sighting.Last - Last);
        Last = Math.Max(Last, sighting.Last);
    }

    private void Learn(long pauseMs)
    {
        if (pauseMs <= 0)
            return;
        // A pause for which it was missed shows little of what is usual, and must not keep it from being missed again.
        double learned = IsRegular ? Math.Min(pauseMs, 2 * PatienceMs) : pauseMs;
        double kept = Math.Exp(-learned / MemoryMs);
        _pausesMs = (_pausesMs * kept) + learned;
        _pausesSquared = (_pausesSquared * kept) + (learned * learned);
        _pauseCount++;
    }
}
