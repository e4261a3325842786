using System.Collections.Immutable;
using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Queries;
using Pipeline.Silo.Ingest;

namespace Pipeline.Silo.Query.Anomalies;

/// <summary>Names beneath each anomaly of a page the deepest one of the endpoints that it calls.</summary>
/// <remarks>Asks only endpoints that are named by causes and have told the catalog of anomalies at that time: level by level, bounded.</remarks>
internal sealed class DeepestAnomalies(EndpointDirectory directory, AnomalySearch search)
{
    private const int LevelsMax = 8;

    /// <summary>Endpoints looked up for one page; what lies beyond is not followed.</summary>
    private const int EndpointsMax = 128;

    private const int AnomaliesMax = Detection.EndpointDetection.AnomaliesMax;

    /// <exception cref="Exception">The catalog does not answer.</exception>
    public async Task<AnomalyPage> NameAsync(AnomalyPage page)
    {
        AnomalyReport[] anomalies = [.. page.Anomalies.Where(anomaly => anomaly.Severity == "anomaly")];
        IReadOnlyDictionary<string, ImmutableArray<AnomalyReport>> known = await FindBeneathAsync(anomalies);
        return known.Count == 0 ? page : page with { Anomalies = [.. page.Anomalies.Select(anomaly => Name(anomaly, known))] };
    }

    private static AnomalyReport Name(AnomalyReport anomaly, IReadOnlyDictionary<string, ImmutableArray<AnomalyReport>> known)
    {
        if (anomaly.Severity != "anomaly")
            return anomaly;
        AnomalyReport? deepest = AnomalyChain.DeepestOf(anomaly, endpoint => known.TryGetValue(endpoint, out ImmutableArray<AnomalyReport> of) ? of : []);
        return deepest is null ? anomaly : anomaly with { Deepest = new AnomalyReferenceReport(deepest.Id, deepest.Endpoint, deepest.Sentence) };
    }

    private async Task<IReadOnlyDictionary<string, ImmutableArray<AnomalyReport>>> FindBeneathAsync(AnomalyReport[] anomalies)
    {
        Dictionary<string, ImmutableArray<AnomalyReport>> known = new(StringComparer.Ordinal);
        HashSet<string> lookedUp = new(StringComparer.Ordinal);
        for (int level = 0; level < LevelsMax && anomalies.Length > 0; level++)
        {
            string[] names =
            [
                .. anomalies.SelectMany(AnomalyChain.CalleesOf)
                    .Where(name => !lookedUp.Contains(name) && directory.IsKnown(name))
                    .Distinct(StringComparer.Ordinal)
                    .Take(EndpointsMax - lookedUp.Count),
            ];
            if (names.Length == 0)
                break;
            lookedUp.UnionWith(names);
            long from = anomalies.Min(anomaly => anomaly.Since);
            long to = anomalies.Any(anomaly => anomaly.Ended is null) ? long.MaxValue : anomalies.Max(anomaly => anomaly.Last);
            AnomalyQuery query = new(from, to, null, "anomaly", null, AnomaliesMax, null);
            IReadOnlyDictionary<string, ImmutableArray<AnomalyReport>> found = await search.FindOfAsync(names, query);
            foreach ((string name, ImmutableArray<AnomalyReport> of) in found)
                known[name] = of;
            anomalies = [.. found.Values.SelectMany(of => of)];
        }

        return known;
    }
}
