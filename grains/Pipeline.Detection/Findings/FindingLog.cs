using Pipeline.Core.Endpoints;
using Pipeline.Core.Packing;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Budgets;
using Pipeline.Detection.Monitoring;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Detection.Findings;

/// <summary>Numbers the changes of an endpoint's findings, so that whoever is told of them can say up to where they know all.</summary>
/// <remarks>
/// A function of the entries, like what it follows. That a finding merely goes on counts as a change once a minute only: those who are told
/// want to know that it does, not of every window. Anomalies and findings are immutable, so an instance that was noted says nothing new. Not
/// thread-safe.
/// </remarks>
public sealed class FindingLog
{
    private const long GoesOnEveryMs = 60_000;
    private const int NotedMax = EndpointDetection.AnomaliesMax + EndpointBudgets.FindingsMax;

    // In the order in which they were noted first.
    private readonly OrderedDictionary<string, NotedFinding> _noted = new(StringComparer.Ordinal);

    // The anomaly or the finding that each was noted of last, and which of them are there after an entry.
    private readonly Dictionary<string, object> _sources = new(StringComparer.Ordinal);
    private readonly HashSet<string> _present = new(StringComparer.Ordinal);
    private long _detectionRevision;
    private long _budgetRevision;

    /// <summary>Number of the latest change; 0 before the first.</summary>
    public long Revision { get; private set; }

    /// <summary>Notes what an entry has changed; called after each.</summary>
    /// <param name="detection">The endpoint's detection after the entry.</param>
    /// <param name="budgets">Its budgets.</param>
    /// <param name="arrivalUnixMs">When the entry arrived, Unix ms.</param>
    internal void Follow(EndpointDetection detection, EndpointBudgets budgets, long arrivalUnixMs)
    {
        if (detection.Revision == _detectionRevision && budgets.Revision == _budgetRevision)
            return;
        (_detectionRevision, _budgetRevision) = (detection.Revision, budgets.Revision);
        _present.Clear();
        foreach (Anomaly anomaly in FindAnomalies(detection))
        {
            if (IsNews(anomaly.Id, anomaly, anomaly.LastUnixMs, arrivalUnixMs))
                Note(AnomalyFinding.Create(anomaly), anomaly, arrivalUnixMs);
        }

        foreach (Finding finding in budgets.Findings)
        {
            if (IsNews(finding.Id, finding, finding.Last, arrivalUnixMs))
                Note(finding, finding, arrivalUnixMs);
        }

        if (_noted.Count > _present.Count)
            ForgetAbsent();
    }

    /// <summary>Findings that have changed after a revision, in the order of their latest changes.</summary>
    public IReadOnlyList<Finding> Since(MonitoredEndpoint endpoint, long revision)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return
        [
            .. FindAnomalies(endpoint.Detection).Where(anomaly => IsAfter(anomaly.Id)).Select(AnomalyFinding.Create)
                .Concat(endpoint.Budgets.Findings.Where(finding => IsAfter(finding.Id)))
                .OrderBy(finding => _noted[finding.Id].Revision)
                .Select(finding => finding with { IsHistoric = !_noted[finding.Id].IsLive }),
        ];

        bool IsAfter(string id) => _noted.TryGetValue(id, out NotedFinding noted) && noted.Revision > revision;
    }

    internal byte[] Write()
    {
        PackedWriter writer = new();
        writer.WriteCount(Revision);
        writer.WriteCount(_detectionRevision);
        writer.WriteCount(_budgetRevision);
        writer.WriteCount(_noted.Count);
        foreach (NotedFinding noted in _noted.Values)
            noted.Write(writer);
        return writer.ToArray();
    }

    internal static FindingLog? TryRead(ReadOnlySpan<byte> bytes)
    {
        PackedReader reader = new(bytes);
        FindingLog log = new() { Revision = reader.ReadCount() };
        (log._detectionRevision, log._budgetRevision) = (reader.ReadCount(), reader.ReadCount());
        for (int count = reader.ReadItemCount(NotedMax); count > 0 && !reader.Failed; count--)
        {
            NotedFinding noted = NotedFinding.Read(ref reader);
            if (!log._noted.TryAdd(noted.Id, noted))
                reader.Fail();
        }

        return reader.IsComplete ? log : null;
    }

    private static IEnumerable<Anomaly> FindAnomalies(EndpointDetection detection) =>
        detection.Anomalies.Where(static anomaly => anomaly.Severity == AnomalySeverity.Anomaly);

    private static bool IsLive(long lastUnixMs, long arrivalUnixMs) => arrivalUnixMs - lastUnixMs <= Recency.LiveWithinMs;

    /// <summary>Whether something may have changed: it is another instance, or counts as live though it did not when it was noted.</summary>
    private bool IsNews(string id, object source, long lastUnixMs, long arrivalUnixMs)
    {
        _present.Add(id);
        bool isKnown = _sources.TryGetValue(id, out object? known) && ReferenceEquals(known, source);
        return !isKnown || (IsLive(lastUnixMs, arrivalUnixMs) && !_noted[id].IsLive);
    }

    private void Note(Finding finding, object source, long arrivalUnixMs)
    {
        _sources[finding.Id] = source;
        bool isKnown = _noted.TryGetValue(finding.Id, out NotedFinding before);
        NotedFinding now = NotedFinding.Of(finding, isLive: before.IsLive || IsLive(finding.Last, arrivalUnixMs));
        if (isKnown && before.SaysSame(now) && now.Last - before.Last < GoesOnEveryMs)
            return;
        _noted[finding.Id] = now with { Revision = ++Revision };
    }

    private void ForgetAbsent()
    {
        foreach (string id in _noted.Keys.Where(id => !_present.Contains(id)).ToList())
        {
            _noted.Remove(id);
            _sources.Remove(id);
        }
    }
}
