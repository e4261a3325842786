using Pipeline.Core.Endpoints;
using Pipeline.Core.Features;
using Pipeline.Core.Packing;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Monitoring;

namespace Pipeline.Detection.Episodes;

/// <summary>Keeps an endpoint's anomalies: raises them, follows them while they go on, ends them.</summary>
/// <remarks>
/// One of each severity goes on at a time: whatever else deviates meanwhile belongs to it. It is over after as many judged windows as <see
/// cref="Episode.QuietWindowsOf"/> says in which nothing of it deviates.
/// </remarks>
internal sealed class EpisodeTracker
{
    private const int LaterCausesMax = 10;
    private const int QuietWindowsOfOther = 2;

    private readonly List<Anomaly> _anomalies = [];
    private readonly SortedDictionary<AnomalySeverity, Episode> _open = [];

    public IReadOnlyList<Anomaly> Anomalies => _anomalies;

    /// <summary>Rises with every change.</summary>
    public long Revision { get; private set; }

    public bool IsOpen(AnomalySeverity severity) => _open.ContainsKey(severity);

    /// <summary>Whether a feature keeps an anomaly going.</summary>
    public bool IsActive(in FeatureVerdict verdict)
    {
        foreach (Episode episode in _open.Values)
        {
            if (episode.Has(verdict))
                return true;
        }

        return false;
    }

    /// <summary>Raises an anomaly.</summary>
    public void Open(Anomaly anomaly, IEnumerable<FeatureVerdict> active)
    {
        // A joined window, a forest's and a short one may begin at the same time.
        for (int again = 1; _anomalies.Exists(candidate => candidate.Id == anomaly.Id); again++)
            anomaly = anomaly with { Id = AnomalyId.Of(anomaly.Endpoint, anomaly.WindowStartUnixMs, anomaly.Severity, again) };
        Episode episode = new(anomaly.Id);
        foreach (FeatureVerdict verdict in active)
            episode.Add(verdict);
        _open[anomaly.Severity] = episode;
        _anomalies.Add(anomaly);
        // At most two go on, so there is one that has ended.
        if (_anomalies.Count > EndpointDetection.AnomaliesMax && _anomalies.FindIndex(candidate => candidate.EndedUnixMs is not null) is >= 0 and var oldest)
            _anomalies.RemoveAt(oldest);
        Revision++;
    }

    /// <summary>Follows an open anomaly through one more window.</summary>
    /// <param name="severity">Which.</param>
    /// <param name="deviating">What deviates in the window, of this severity.</param>
    /// <param name="raising">What of it would raise an anomaly by itself.</param>
    /// <param name="score">The window's score.</param>
    /// <param name="endUnixMs">The window's end.</param>
    /// <param name="widthMs">Width of short windows.</param>
    /// <param name="isKept">Whether something else keeps it going: silence.</param>
    /// <param name="rank">Ranks causes that were not named yet.</param>
    /// <param name="segmentName">Names of segments.</param>
    /// <returns>What it was about, if it is over now; else nothing.</returns>
    public IReadOnlyCollection<(int Segment, FeatureKey Feature)> Follow(
        AnomalySeverity severity,
        IReadOnlyList<FeatureVerdict> deviating,
        IReadOnlyList<FeatureVerdict> raising,
        double score,
        long endUnixMs,
        long widthMs,
        bool isKept,
        Func<IReadOnlyList<FeatureVerdict>, IReadOnlyList<AnomalyCause>> rank,
        Func<int, string> segmentName)
    {
        Episode episode = _open[severity];
        List<FeatureVerdict> unnamed = [.. raising.Where(verdict => !episode.Has(verdict))];
        bool goesOn = isKept || deviating.Any(verdict => episode.Has(verdict));
        if (!goesOn)
        {
            // Something else has begun meanwhile: that is another anomaly, and need not wait until this one is over for sure.
            int quietMax = unnamed.Count > 0 ? QuietWindowsOfOther : Episode.QuietWindowsOf(widthMs);
            if (++episode.QuietWindows < quietMax)
                return [];
            End(severity, AnomalyEnd.Recovered, endUnixMs);
            return episode.Active;
        }

        episode.QuietWindows = 0;
        foreach (FeatureVerdict verdict in unnamed)
            episode.Add(verdict);
        Change(episode.AnomalyId, anomaly =>
        {
            List<string> segments = [.. anomaly.Segments];
            segments.AddRange(unnamed.Where(verdict => verdict.Segment < EndpointState.SegmentsMax).Select(verdict => segmentName(verdict.Segment)).Distinct().Where(name => !anomaly.Segments.Contains(name)));
            return anomaly with
            {
                LastUnixMs = Math.Max(anomaly.LastUnixMs, endUnixMs),
                ScoreMax = Math.Max(anomaly.ScoreMax, score),
                Segments = segments,
                LaterCauses = unnamed.Count == 0 ? anomaly.LaterCauses : Add(anomaly, rank(unnamed)),
            };
        });
        return [];
    }

    /// <summary>A feature's shift has become what is usual; an anomaly that nothing else keeps going ends with it.</summary>
    public void Settle(int segment, Feature feature, long timeUnixMs)
    {
        foreach ((AnomalySeverity severity, Episode episode) in _open.ToArray())
        {
            if (episode.Active.Remove((segment, new FeatureKey(feature))) && episode.Active.Count == 0)
                End(severity, AnomalyEnd.BecameUsual, timeUnixMs);
        }
    }

    /// <summary>What was usual is not known any more, or nobody watches, so nothing goes on.</summary>
    public void EndAll()
    {
        foreach (AnomalySeverity severity in _open.Keys.ToArray())
            End(severity, AnomalyEnd.Recovered, 0);
    }

    /// <summary>Somebody said that an anomaly is normal: what it was about; null if there is no such anomaly, or it was said before.</summary>
    public IReadOnlyList<(string Segment, Feature Feature)>? MarkNormal(string anomalyId, long timeUnixMs, Func<int, string> segmentName)
    {
        int index = _anomalies.FindLastIndex(anomaly => anomaly.Id == anomalyId);
        if (index < 0 || _anomalies[index].End == AnomalyEnd.MarkedNormal)
            return null;
        Anomaly anomaly = _anomalies[index];
        List<(string, Feature)> about = [.. anomaly.Causes.Concat(anomaly.LaterCauses).Select(cause => (cause.Segment, cause.Feature))];
        if (_open.TryGetValue(anomaly.Severity, out Episode? episode) && episode.AnomalyId == anomalyId)
        {
            about.AddRange(episode.Active.Select(active => (segmentName(active.Segment), active.Feature.Feature)));
            _open.Remove(anomaly.Severity);
        }

        _anomalies[index] = anomaly with { End = AnomalyEnd.MarkedNormal, EndedUnixMs = anomaly.EndedUnixMs ?? Math.Max(timeUnixMs, anomaly.LastUnixMs) };
        Revision++;
        return [.. about.Distinct()];
    }

    public void Write(PackedWriter writer)
    {
        writer.WriteCount(Revision);
        writer.WriteCount(_anomalies.Count);
        foreach (Anomaly anomaly in _anomalies)
            AnomalyCodec.Write(writer, anomaly);
        writer.WriteCount(_open.Count);
        foreach ((AnomalySeverity severity, Episode episode) in _open)
        {
            writer.WriteByte((byte)severity);
            episode.Write(writer);
        }
    }

    public static EpisodeTracker Read(ref PackedReader reader, string endpoint)
    {
        EpisodeTracker tracker = new() { Revision = reader.ReadCount() };
        for (int count = reader.ReadItemCount(EndpointDetection.AnomaliesMax); count > 0 && !reader.Failed; count--)
            tracker._anomalies.Add(AnomalyCodec.Read(ref reader, endpoint));
        for (int count = reader.ReadItemCount(2); count > 0 && !reader.Failed; count--)
        {
            AnomalySeverity severity = (AnomalySeverity)reader.ReadByte();
            Episode episode = Episode.Read(ref reader);
            bool isOfKnown = episode.Active.All(active => active.Segment is >= 0 and <= EndpointState.SegmentsMax);
            if (!reader.Failed && (!isOfKnown || !tracker._anomalies.Exists(anomaly => anomaly.Id == episode.AnomalyId) || !tracker._open.TryAdd(severity, episode)))
                reader.Fail();
        }

        return tracker;
    }

    private void End(AnomalySeverity severity, AnomalyEnd end, long timeUnixMs)
    {
        _open.Remove(severity, out Episode? episode);
        Change(episode!.AnomalyId, anomaly => anomaly with
        {
            End = end,
            EndedUnixMs = end == AnomalyEnd.Recovered ? anomaly.LastUnixMs : Math.Max(timeUnixMs, anomaly.LastUnixMs),
        });
    }

    private void Change(string id, Func<Anomaly, Anomaly> change)
    {
        int index = _anomalies.FindLastIndex(anomaly => anomaly.Id == id);
        _anomalies[index] = change(_anomalies[index]);
        Revision++;
    }

    private static List<AnomalyCause> Add(Anomaly anomaly, IReadOnlyList<AnomalyCause> causes)
    {
        HashSet<Feature> named = [.. anomaly.Causes.Concat(anomaly.LaterCauses).Select(cause => cause.Feature)];
        return [.. anomaly.LaterCauses.Concat(causes.Where(cause => !named.Contains(cause.Feature))).Take(LaterCausesMax)];
    }
}
