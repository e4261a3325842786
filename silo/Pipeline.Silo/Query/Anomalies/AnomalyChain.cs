using Pipeline.Protocol.Queries;

namespace Pipeline.Silo.Query.Anomalies;

/// <summary>Follows causes from endpoint to endpoint: an operation that is named like an endpoint is a call of it.</summary>
/// <remarks>
/// Only the time and the failures of a call are followed: that an endpoint is called more often is its caller's doing. Of several causes
/// the most important that leads to an anomaly is taken. No endpoint is entered twice, so callers of each other end.
/// </remarks>
internal static class AnomalyChain
{
    /// <summary>Operations that may be calls of an endpoint which is to blame, the most important first.</summary>
    public static IEnumerable<string> CalleesOf(AnomalyReport anomaly) => anomaly.Causes.Concat(anomaly.LaterCauses)
        .Where(cause => cause is { Operation: { } operation, Feature: "operation_time" or "operation_errors" } && operation != anomaly.Endpoint)
        .Select(cause => cause.Operation!)
        .Distinct(StringComparer.Ordinal);

    /// <summary>The last anomaly of the chain; null if it is the first.</summary>
    /// <param name="first">Where the chain begins.</param>
    /// <param name="anomaliesOf">What is known of an endpoint's anomalies; empty if nothing is.</param>
    public static AnomalyReport? DeepestOf(AnomalyReport first, Func<string, IReadOnlyList<AnomalyReport>> anomaliesOf)
    {
        HashSet<string> entered = new(StringComparer.Ordinal) { first.Endpoint };
        AnomalyReport? deepest = null;
        while (NextOf(deepest ?? first, entered, anomaliesOf) is { } next)
        {
            entered.Add(next.Endpoint);
            deepest = next;
        }

        return deepest;
    }

    private static AnomalyReport? NextOf(AnomalyReport anomaly, HashSet<string> entered, Func<string, IReadOnlyList<AnomalyReport>> anomaliesOf)
    {
        foreach (string callee in CalleesOf(anomaly))
        {
            // Of several that overlap, the one that began at nearly the same time.
            AnomalyReport? next = entered.Contains(callee) ? null : anomaliesOf(callee)
                .Where(other => Overlap(anomaly, other))
                .MinBy(other => (Math.Abs(other.Since - anomaly.Since), other.Id));
            if (next is not null)
                return next;
        }

        return null;
    }

    private static bool Overlap(AnomalyReport one, AnomalyReport other) => one.Since < EndOf(other) && other.Since < EndOf(one);

    private static long EndOf(AnomalyReport anomaly) => anomaly.Ended is null ? long.MaxValue : anomaly.Last;
}
