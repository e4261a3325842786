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
/// want to know that it does, not of every window. Not thread-safe.
/// </remarks>
public sealed class FindingLog
{
    private const long GoesOnEveryMs = 60_000;
    private const int NotedMax = EndpointDetection.AnomaliesMax + EndpointBudgets.FindingsMax;

    private readonly List<NotedFinding> _noted = [];
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
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (Finding finding in All(detection, budgets))
        {
            known.Add(finding.Id);
            Note(finding, arrivalUnixMs);
        }

        _noted.RemoveAll(noted => !known.Contains(noted.Id));
    }

    /// <summary>Findings that have changed after a revision, in the order of their latest changes.</summary>
    public IReadOnlyList<Finding> Since(MonitoredEndpoint endpoint, long revision)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        Dictionary<string, NotedFinding> noted = _noted.Where(one => one.Revision > revision).ToDictionary(one => one.Id, StringComparer.Ordinal);
        return
        [
            .. All(endpoint.Detection, endpoint.Budgets)
                .Where(finding => noted.ContainsKey(finding.Id))
                .OrderBy(finding => noted[finding.Id].Revision)
                .Select(finding => finding with { IsHistoric = !noted[finding.Id].IsLive }),
        ];
    }

    /// <summary>All findings, those of detection first, as they are now.</summary>
    public IReadOnlyList<Finding> All(MonitoredEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return Since(endpoint, 0);
    }

    internal byte[] Write()
    {
        PackedWriter writer = new();
        writer.WriteCount(Revision);
        writer.WriteCount(_detectionRevision);
        writer.WriteCount(_budgetRevision);
        writer.WriteCount(_noted.Count);
        foreach (NotedFinding noted in _noted)
            noted.Write(writer);
        return writer.ToArray();
    }

    internal static FindingLog? TryRead(ReadOnlySpan<byte> bytes)
    {
        PackedReader reader = new(bytes);
        FindingLog log = new() { Revision = reader.ReadCount() };
        (log._detectionRevision, log._budgetRevision) = (reader.ReadCount(), reader.ReadCount());
        for (int count = reader.ReadItemCount(NotedMax); count > 0 && !reader.Failed; count--)
            log._noted.Add(NotedFinding.Read(ref reader));
        return reader.IsComplete ? log : null;
    }

    private static IEnumerable<Finding> All(EndpointDetection detection, EndpointBudgets budgets) =>
        detection.Anomalies.Where(anomaly => anomaly.Severity == AnomalySeverity.Anomaly).Select(AnomalyFinding.Create).Concat(budgets.Findings);

    private void Note(Finding finding, long arrivalUnixMs)
    {
        int index = _noted.FindIndex(noted => noted.Id == finding.Id);
        NotedFinding? before = index < 0 ? null : _noted[index];
        NotedFinding now = NotedFinding.Of(finding, isLive: before?.IsLive == true || arrivalUnixMs - finding.Last <= Recency.LiveWithinMs);
        if (before is { } known && known.SaysSame(now) && now.Last - known.Last < GoesOnEveryMs)
            return;
        now = now with { Revision = ++Revision };
        if (index < 0)
            _noted.Add(now);
        else
            _noted[index] = now;
    }
}
