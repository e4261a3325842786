using Pipeline.Cli.Bench.Wide;

namespace Pipeline.Cli.Bench.Queries;

/// <summary>The kinds of question that <c>bench query</c> asks in turn; one more is one more row.</summary>
internal static class QueryKinds
{
    /// <summary>Far from every divisor of a usual number of endpoints, so that neighbours in time are not neighbours in name.</summary>
    private const int Stride = 7_919;

    public static IReadOnlyList<QueryKind> Create(WideShape shape)
    {
        string Endpoint(int turn) => Uri.EscapeDataString(WideEvents.EndpointName((int)((long)turn * Stride % shape.Endpoints)));
        string first = WideEvents.SegmentName(0);
        string second = WideEvents.SegmentName(Math.Min(1, shape.Segments - 1));
        return
        [
            new("endpoint_5m", turn => $"/api/v1/endpoints?name={Endpoint(turn)}&window=5m"),
            new("endpoint_all", turn => $"/api/v1/endpoints?name={Endpoint(turn)}&window=all"),
            new("list_p95_top10", _ => "/api/v1/endpoints?sort=p95&order=desc&limit=10", "as_of"),
            new("list_cpu_30m_top10", _ => "/api/v1/endpoints?sort=cpu&order=desc&limit=10&window=30m", "as_of"),
            new("series_5m", turn => $"/api/v1/series?endpoint={Endpoint(turn)}&metric=rate,p95&step=10s&window=5m"),
            new("series_30m", turn => $"/api/v1/series?endpoint={Endpoint(turn)}&metric=rate,p95&step=10s&window=30m"),
            new("compare_segments", turn => $"/api/v1/compare?endpoint={Endpoint(turn)}&a=segment:{first}&b=segment:{second}&window=5m"),
            new("segment_5m", _ => $"/api/v1/segments/{first}?window=5m"),
            new("segment_series_30m", _ => $"/api/v1/series?segment={first}&metric=rate,p95&step=10s&window=30m"),
            new("events_page", turn => $"/api/v1/events?endpoint={Endpoint(turn)}&limit=100"),
            new("catalog", _ => "/api/v1/catalog"),
        ];
    }
}
