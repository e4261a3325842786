using Pipeline.Detection.Anomalies;

namespace Pipeline.Detection.Incidents;

/// <summary>Puts the anomalies of many endpoints together that are of one incident.</summary>
/// <remarks>
/// An incident of one service shows at its callers and, by what they share, at their other callees. So anomalies that were raised in the same
/// window or the next belong together if one endpoint calls the other or a third calls both. What is raised later is another group, even if
/// it is connected: otherwise two incidents close to each other, or an endpoint that is always ill, would become one for ever. A group that
/// was raised is not merged into another afterwards, since somebody may have been told of it. Pure; time grows with the square of the
/// anomalies of a window.
/// </remarks>
public static class AnomalyGroups
{
    /// <summary>Groups the anomalies of severity <see cref="AnomalySeverity.Anomaly"/>; notices are left out.</summary>
    /// <param name="anomalies">In any order.</param>
    /// <param name="graph">Who calls whom.</param>
    /// <returns>In the order in which they were raised.</returns>
    public static IReadOnlyList<AnomalyGroup> Of(IEnumerable<Anomaly> anomalies, CallGraph graph)
    {
        ArgumentNullException.ThrowIfNull(anomalies);
        ArgumentNullException.ThrowIfNull(graph);
        Anomaly[] sorted =
        [
            .. anomalies.Where(static anomaly => anomaly.Severity == AnomalySeverity.Anomaly)
                .OrderBy(RaisedOf)
                .ThenBy(static anomaly => anomaly.Endpoint, StringComparer.Ordinal)
                .ThenBy(static anomaly => anomaly.Id, StringComparer.Ordinal),
        ];
        List<List<Anomaly>> groups = [];
        int firstOpen = 0;
        for (int from = 0; from < sorted.Length;)
        {
            int to = from + 1;
            while (to < sorted.Length && RaisedOf(sorted[to]) == RaisedOf(sorted[from]))
                to++;
            while (firstOpen < groups.Count && !IsOpen(groups[firstOpen], sorted[from]))
                firstOpen++;
            Place(sorted.AsSpan(from, to - from), groups, firstOpen, graph);
            from = to;
        }

        return [.. groups.Select(group => CreateGroup(group, graph))];
    }

    /// <summary>Adds the anomalies raised at one time to the earliest open group that they are connected with, or to new ones.</summary>
    private static void Place(ReadOnlySpan<Anomaly> raised, List<List<Anomaly>> groups, int firstOpen, CallGraph graph)
    {
        List<Anomaly> left = [.. raised];
        while (left.Count > 0)
        {
            // Everything that hangs together among those of this time, so that it does not matter which is looked at first.
            List<Anomaly> together = [left[0]];
            left.RemoveAt(0);
            for (int index = 0; index < together.Count; index++)
            {
                string endpoint = together[index].Endpoint;
                together.AddRange(left.Where(other => graph.AreConnected(endpoint, other.Endpoint)));
                left.RemoveAll(other => graph.AreConnected(endpoint, other.Endpoint));
            }

            List<Anomaly>? group = groups.Skip(firstOpen).FirstOrDefault(open =>
                IsOpen(open, together[0]) && open.Exists(member => together.Exists(other => graph.AreConnected(member.Endpoint, other.Endpoint))));
            if (group is null)
                groups.Add(group = []);
            group.AddRange(together);
        }
    }

    /// <summary>Whether an anomaly is raised in the group's window or the next: of the longer width of the two.</summary>
    private static bool IsOpen(List<Anomaly> group, Anomaly anomaly) =>
        RaisedOf(anomaly) - RaisedOf(group[0]) <= Math.Max(group[0].WindowWidthMs, anomaly.WindowWidthMs);

    private static AnomalyGroup CreateGroup(List<Anomaly> members, CallGraph graph)
    {
        long raised = RaisedOf(members[0]);
        return new AnomalyGroup
        {
            Anomalies = members,
            RaisedUnixMs = raised,
            SinceUnixMs = members.Min(static member => member.SinceUnixMs),
            FirstCauses = GroupCauses.Rank([.. members.Where(member => RaisedOf(member) == raised)], graph),
            Causes = GroupCauses.Rank(members, graph),
        };
    }

    private static long RaisedOf(Anomaly anomaly) => anomaly.WindowStartUnixMs + anomaly.WindowWidthMs;
}
