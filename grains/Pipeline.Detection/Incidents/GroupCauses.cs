using Pipeline.Core.Features;
using Pipeline.Detection.Anomalies;

namespace Pipeline.Detection.Incidents;

/// <summary>Ranks what explains a group: the deepest endpoint that is anomalous is named, not those that wait for it.</summary>
/// <remarks>
/// 1. That calls of an endpoint take longer or fail, as its caller sees it, is left out where that endpoint is anomalous itself: it says more.
/// That it is called more often remains, since that is the caller's doing.
/// 2. What is of the calls themselves (duration, failures, resources) is named by their endpoint. If that calls another anomalous one, it
/// comes after all that has no such excuse.
/// 3. Otherwise extra failures come first, then added time, then surprise. Of several causes with one name the strongest stands for all.
/// </remarks>
internal static class GroupCauses
{
    public static IReadOnlyList<GroupCause> Rank(IReadOnlyList<Anomaly> members, CallGraph graph)
    {
        HashSet<string> anomalous = new(members.Select(static member => member.Endpoint), StringComparer.Ordinal);
        List<GroupCause> causes = [];
        foreach (Anomaly member in members)
        {
            bool isExplainedDeeper = graph.Reaches(member.Endpoint, anomalous);
            foreach (AnomalyCause cause in member.Causes)
            {
                Feature feature = cause.Feature;
                bool isOfAnomalous = feature.IsOfOperation && feature.Operation != member.Endpoint && anomalous.Contains(feature.Operation);
                if (isOfAnomalous && feature.Kind is (FeatureKind.OperationTime or FeatureKind.OperationErrors))
                    continue;
                causes.Add(feature.IsOfOperation
                    ? new GroupCause(feature.Operation, member.Endpoint, cause, IsExplainedDeeper: false)
                    : new GroupCause(member.Endpoint, member.Endpoint, cause, isExplainedDeeper));
            }
        }

        return
        [
            .. causes.OrderBy(static cause => cause.IsExplainedDeeper)
                .ThenByDescending(static cause => cause.Cause.ExtraFailures)
                .ThenByDescending(static cause => cause.Cause.ExtraMs)
                .ThenByDescending(static cause => cause.Cause.Surprise)
                .ThenBy(static cause => cause.Name, StringComparer.Ordinal)
                .DistinctBy(static cause => cause.Name),
        ];
    }
}
