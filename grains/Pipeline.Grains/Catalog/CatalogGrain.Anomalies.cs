using System.Collections.Immutable;
using Pipeline.Core.Catalog;
using Pipeline.Grains.Abstractions.Catalog;

namespace Pipeline.Grains.Catalog;

/// <summary>Who must be asked about anomalies: from what endpoints said of themselves, so that the others are left asleep.</summary>
public sealed partial class CatalogGrain
{
    public Task<AnomalousEndpoints> FindAnomalousAsync(AnomalousQuery query)
    {
        instruments.CountCall("anomalous");
        List<AnomalousEndpoint> found = [];
        List<string> unknown = [];
        int unknownCount = 0;
        foreach (string name in query.Names.IsEmpty ? Names() : query.Names.Where(_state.IsAdmitted))
        {
            if (query.EndpointPattern is { } pattern && !NamePattern.Matches(pattern, name))
                continue;
            // One that is to be asked has received something since its report: what that did is not known here.
            if (!_reports.TryGet(name, out KnownEndpoint? known) || _isToBeAsked.Contains(name))
            {
                if (unknownCount++ < query.UnknownMax)
                    unknown.Add(name);
            }
            else if (MayHave(known, query) is { } anomalies)
            {
                found.Add(new AnomalousEndpoint(name, anomalies.LatestSinceUnixMs));
            }
        }

        found.Sort(static (left, right) => left.LatestSinceUnixMs != right.LatestSinceUnixMs
            ? right.LatestSinceUnixMs.CompareTo(left.LatestSinceUnixMs)
            : string.CompareOrdinal(left.Name, right.Name));
        return Task.FromResult(new AnomalousEndpoints([.. found], [.. unknown], unknownCount, NowUnixMs));
    }

    /// <summary>The endpoint's anomalies if some of them may be asked for; else null.</summary>
    private static AnomalyStanding? MayHave(KnownEndpoint endpoint, AnomalousQuery query) =>
        endpoint.Anomalies is { } anomalies
        && anomalies.MayOverlap(query.FromUnixMs, query.ToUnixMs)
        && (!query.IsOpen || anomalies.OpenCount > 0)
        && (query.Segment is null || endpoint.Summary.Segments.Contains(query.Segment))
            ? anomalies
            : null;
}
