using System.Collections.Immutable;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Catalog;
using Pipeline.Protocol.Queries;

namespace Pipeline.Silo.Query.Anomalies;

/// <summary>Finds anomalies over all endpoints without waking them all.</summary>
/// <remarks>
/// Endpoints tell the catalog when their anomalies began and whether some go on. Only those that can have something in the range are asked,
/// those with the newest first, a few at a time, and no more once the page cannot change. So the first page asks hardly more endpoints than
/// it shows; a later one also those whose newest came on pages before.
/// </remarks>
internal sealed partial class AnomalySearch(IGrainFactory grains, ILogger<AnomalySearch> logger)
{
    /// <summary>Grains asked at a time: enough to overlap their turns, few enough to leave appends their share.</summary>
    private const int AskedAtOnce = 16;

    /// <summary>Endpoints of which nothing is known that one question brings into memory; the catalog asks the others in its own time.</summary>
    private const int UnknownMax = 64;

    private readonly ILogger _logger = logger;

    /// <summary>A page over all endpoints whose names fit.</summary>
    /// <exception cref="Exception">The catalog does not answer.</exception>
    public async Task<AnomalyPage> FindAsync(string? pattern, AnomalyQuery query)
    {
        AnomalousEndpoints candidates = await grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key).FindAnomalousAsync(
            new AnomalousQuery(query.FromUnixMs, query.ToUnixMs, pattern, query.Segment, query.IsOpen == true, UnknownMax));
        AnomalyMerge merge = new(query.Limit);
        AnomalyQuery ofEach = query with { Limit = merge.Limit };
        List<string> unavailable = [];
        int asked = 0;
        foreach (string[] names in candidates.Unknown.Chunk(AskedAtOnce))
            asked += await AskAsync(names, ofEach, merge, unavailable);
        foreach (AnomalousEndpoint[] endpoints in candidates.Endpoints.Chunk(AskedAtOnce))
        {
            string[] names = [.. endpoints.Where(endpoint => merge.HasRoomFor(endpoint.LatestSinceUnixMs)).Select(endpoint => endpoint.Name)];
            if (names.Length == 0)
                break;
            asked += await AskAsync(names, ofEach, merge, unavailable);
        }

        int notAsked = candidates.UnknownCount - candidates.Unknown.Length;
        return new AnomalyPage(
            merge.Page,
            candidates.AsOfUnixMs,
            merge.Next is { } next ? AnomalyCursor.Encode(next) : null,
            asked,
            unavailable.Count == 0 ? null : unavailable,
            notAsked == 0 ? null : notAsked);
    }

    /// <summary>Anomalies of some endpoints in a range, by endpoint. Endpoints that have none, that nothing is known of or that do not answer are left out.</summary>
    /// <param name="names">The endpoints.</param>
    /// <param name="query">Which of their anomalies.</param>
    /// <exception cref="Exception">The catalog does not answer.</exception>
    public async Task<IReadOnlyDictionary<string, ImmutableArray<AnomalyReport>>> FindOfAsync(IReadOnlyList<string> names, AnomalyQuery query)
    {
        AnomalousEndpoints candidates = await grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key).FindAnomalousAsync(
            new AnomalousQuery(query.FromUnixMs, query.ToUnixMs, null, null, false, 0) { Names = [.. names] });
        Dictionary<string, ImmutableArray<AnomalyReport>> found = new(StringComparer.Ordinal);
        foreach (AnomalousEndpoint[] endpoints in candidates.Endpoints.Chunk(AskedAtOnce))
        {
            ImmutableArray<AnomalyReport>?[] answers = await Task.WhenAll(endpoints.Select(endpoint => AskAsync(endpoint.Name, query)));
            for (int index = 0; index < endpoints.Length; index++)
                found[endpoints[index].Name] = answers[index] ?? [];
        }

        return found;
    }

    private async Task<int> AskAsync(string[] names, AnomalyQuery query, AnomalyMerge merge, List<string> unavailable)
    {
        ImmutableArray<AnomalyReport>?[] answers = await Task.WhenAll(names.Select(name => AskAsync(name, query)));
        for (int index = 0; index < names.Length; index++)
        {
            if (answers[index] is { } anomalies)
                merge.Add(anomalies);
            else
                unavailable.Add(names[index]);
        }

        return names.Length;
    }

    /// <summary>Null when the endpoint does not answer: one that is damaged or still being replayed must not keep the others from being shown.</summary>
    private async Task<ImmutableArray<AnomalyReport>?> AskAsync(string name, AnomalyQuery query)
    {
        try
        {
            return await grains.GetGrain<IEndpointGrain>(name).QueryAnomaliesAsync(query);
        }
        catch (Exception exception)
        {
            LogQueryFailed(exception, name);
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Endpoint {Endpoint} did not answer a question about anomalies.")]
    private partial void LogQueryFailed(Exception exception, string endpoint);
}
