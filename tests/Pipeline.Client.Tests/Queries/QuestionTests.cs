using Pipeline.Client.Queries;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Queries;

namespace Pipeline.Client.Tests.Queries;

/// <summary>What each method asks, and what it makes of the answer.</summary>
public sealed class QuestionTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ScriptedSilo _silo = new();

    public void Dispose() => _silo.Dispose();

    [Fact]
    public async Task GetEndpoint_AwkwardName_IsEscapedOnce()
    {
        _silo.Answer("""{"name":"GET /a b?c&d%","events":3,"count":4.5,"count_stderr":0.5,"errors":1,"resources":{},"operations":[{"name":"json.dumps","kind":"function","per_event":847,"max_per_event":900,"share_of_events":1}],"values":{},"exemplars":[],"late":0,"refused":{"too_old":0,"too_far_ahead":0},"overflow":{"segments":0,"operations":0,"values":0},"segments":{}}""");
        EndpointReport report = await _silo.CreateClient().GetEndpointAsync("GET /a b?c&d%", TimeRange.All);

        Assert.Equal("/api/v1/endpoints?name=GET%20%2Fa%20b%3Fc%26d%25&window=all", Assert.Single(_silo.Asked));
        Assert.Equal(("GET /a b?c&d%", 4.5, 0.5, 847.0), (report.Name, report.Count, report.CountStandardError, report.Operations[0].PerEvent));
    }

    [Fact]
    public async Task ReadEndpoints_SeveralPages_FollowsTheCursorAndKeepsTheOrder()
    {
        _silo
            .Answer("""{"endpoints":[{"name":"/cart","events":4,"count":4,"count_stderr":0,"errors":1,"rate":0.5,"duration_ms":{"mean":5,"p50":4,"p95":9,"p99":10,"max":11},"cpu_ms":2,"time_ms_per_s":2.5,"segments":["free"]}],"total_count":2,"as_of":9,"next":"c+1"}""")
            .Answer("""{"endpoints":[{"name":"/ping","events":0,"count":0,"count_stderr":0,"errors":0,"rate":0,"segments":[]}],"total_count":2,"as_of":9}""");
        List<EndpointSummaryReport> endpoints = [];
        await foreach (EndpointSummaryListReport page in _silo.CreateClient().ReadEndpointsAsync(new EndpointListQuestion { Sort = EndpointSort.DbQueries, IsDescending = false, PageSize = 1 }))
            endpoints.AddRange(page.Endpoints);

        Assert.Equal(
            ["/api/v1/endpoints?sort=db_queries&order=asc&limit=1", "/api/v1/endpoints?sort=db_queries&order=asc&limit=1&cursor=c%2B1"], _silo.Asked);
        Assert.Equal([("/cart", 9.0, 2.0), ("/ping", null, null)], endpoints.Select(static endpoint => (endpoint.Name, endpoint.DurationMs?.P95, endpoint.CpuMs)));
    }

    [Fact]
    public async Task ListEndpointReports_Range_IsAskedInFull()
    {
        _silo.Answer("""{"endpoints":[],"total_count":12,"as_of":9,"unavailable":["/lost"]}""");
        EndpointListReport list = await _silo.CreateClient().ListEndpointReportsAsync(
            TimeRange.Last(TimeSpan.FromHours(1)), new EndpointListQuestion { Sort = EndpointSort.Cpu, PageSize = 7 });

        Assert.Equal("/api/v1/endpoints?detail=full&window=3600s&sort=cpu&limit=7", Assert.Single(_silo.Asked));
        Assert.Equal(12, list.TotalCount);
        Assert.Equal(["/lost"], list.Unavailable);
    }

    [Fact]
    public async Task GetSeries_MetricsAndStep_AreAskedAndGapsStayNull()
    {
        _silo.Answer("""{"endpoint":"e","from":0,"to":20000,"step_ms":10000,"as_of":12000,"times":[0,10000],"series":[{"metric":"rate","unit":"calls/s","values":[0.5,null]}]}""");
        SeriesReport report = await _silo.CreateClient().GetSeriesAsync(new SeriesQuestion("e", "rate", "operations[json.dumps].per_event")
        {
            Segment = "premium", Step = TimeSpan.FromSeconds(10), Range = TimeRange.Last(TimeSpan.FromMinutes(5)),
        });

        Assert.Equal(
            "/api/v1/series?endpoint=e&segment=premium&metric=rate%2Coperations%5Bjson.dumps%5D.per_event&step=10s&window=300s", Assert.Single(_silo.Asked));
        Assert.Equal([0.5, null], report.Series[0].Values);
    }

    [Fact]
    public async Task GetCatalog_Answer_IsRead()
    {
        _silo.Answer("""{"as_of":9,"epoch":3,"endpoints":{"limit":10000,"admitted":2,"free":9998,"freed":0,"idle_after_seconds":604800},"segments":{"limit":1000,"admitted":2,"closed":false},"overflow":{"events":5,"names_remembered":1,"names":[{"name":"/x","events":5,"excess":0}],"unremembered":0},"within_endpoints":{"segments":0,"operations":0,"values":0,"endpoints":[]}}""");
        CatalogReport report = await _silo.CreateClient().GetCatalogAsync();
        Assert.Equal("/api/v1/catalog", Assert.Single(_silo.Asked));
        Assert.Equal((9_998, "/x"), (report.Endpoints.Free, report.Overflow.Names[0].Name));
    }

    [Fact]
    public async Task Compare_SegmentsOverARange_AreAsked()
    {
        _silo.Answer("""{"endpoint":"e","summary":"s","a":{"events":1,"count":1},"b":{"events":1,"count":1},"calls_per_event":{"a":3,"b":1,"difference":2,"ratio":3},"basis":"calls","operations":[],"resources":{}}""");
        ComparisonReport report = await _silo.CreateClient().CompareAsync(
            "e", ComparisonSide.Segment("a&b"), ComparisonSide.Segment("free"), TimeRange.Between(Noon, Noon.AddMinutes(1)));

        Assert.Equal(
            "/api/v1/compare?endpoint=e&a=segment%3Aa%26b&b=segment%3Afree&from=1767268800000&to=1767268860000", Assert.Single(_silo.Asked));
        Assert.Equal(3, report.CallsPerEvent.Ratio);
    }

    [Fact]
    public async Task Compare_PeriodsOfASegment_AreAsked()
    {
        _silo.Answer("""{"endpoint":"e","summary":"s","a":{"events":1,"count":1},"b":{"events":1,"count":1},"calls_per_event":{"a":3,"b":1,"difference":2,"ratio":3},"basis":"calls","operations":[],"resources":{}}""");
        await _silo.CreateClient().CompareAsync(
            "e", ComparisonSide.Period(Noon, Noon.AddMinutes(1)), ComparisonSide.Period(Noon.AddDays(-1), Noon), segment: "free");

        Assert.Equal(
            "/api/v1/compare?endpoint=e&a=period%3A1767268800000%2F1767268860000&b=period%3A1767182400000%2F1767268800000&segment=free",
            Assert.Single(_silo.Asked));
    }

    [Fact]
    public async Task GetCost_RangeAndReference_AreAskedAndPartsRead()
    {
        _silo.Answer("""{"endpoint":"GET /a","segment":"free","as_of":9,"summary":"s","basis":"mixed","now":{"from":1,"to":2,"seconds":1,"events":1,"count":2,"count_stderr":0.5,"calls_per_s":2,"time_ms":9,"ms_per_event":4.5,"ms_per_event_interval":[4,null]},"reference_missing":"why","operations":[{"name":"json.dumps","kind":"function","calls":2,"per_event":1,"time_ms":3,"basis":"time","share_of_calls":1,"added_ms_per_s":{"difference":6,"volume":1,"per_event":2,"per_call":3,"basis":"time"}}],"others":{"operations":3,"calls":7},"resources":[{"name":"cpu_ms","total":5,"per_event":2.5,"share_of_events":1,"share_of_time":0.5}]}""");
        CostReport report = await _silo.CreateClient().GetCostAsync(new CostQuestion("GET /a")
        {
            Range = TimeRange.Last(TimeSpan.FromMinutes(1)), ReferenceFrom = Noon, ReferenceTo = Noon.AddMinutes(1), Segment = "free", Sort = CostSort.Added, Limit = 5,
        });

        Assert.Equal(
            "/api/v1/endpoints/cost?name=GET%20%2Fa&window=60s&reference_from=1767268800000&reference_to=1767268860000&segment=free&sort=added&limit=5",
            Assert.Single(_silo.Asked));
        Assert.Equal((6.0, 3.0, "why", 0.5), (report.Operations[0].AddedMsPerS!.Difference, report.Operations[0].AddedMsPerS!.PerCall, report.ReferenceMissing, report.Now.CountStandardError));
        Assert.Equal([4, null], report.Now.MsPerEventInterval);
    }

    [Fact]
    public async Task ReadAnomalies_SeveralPages_FollowsTheCursorAndReadsCauses()
    {
        _silo
            .Answer("""{"anomalies":[{"id":"1f","endpoint":"/cart","severity":"anomaly","tier":"fast","segments":["premium"],"every_segment":false,"since":5,"detected":9,"last":9,"score":40,"p_value":4e-18,"threshold":12,"score_max":41,"window_start":7,"window_ms":2,"causes":[{"feature":"operation_calls","operation":"json.dumps","kind":"function","segment":"premium","observed":847,"expected":3,"ratio":282.3,"unit":"calls/event","extra_failures":0,"extra_ms":900,"share":0.9,"surprise":55,"is_new":false,"trace_ids":["ab"]}],"later_causes":[],"sentence":"Said.","deepest":{"id":"2f","endpoint":"/price","sentence":"Below."}}],"as_of":9,"next":"c+1","endpoints_asked":3,"endpoints_unavailable":["/lost"],"endpoints_unknown":7}""")
            .Answer("""{"anomalies":[],"as_of":9,"endpoints_asked":0}""");
        List<AnomalyPage> pages = [];
        AnomalyQuestion question = new() { Endpoint = "/c*", Segment = "premium", From = Noon, To = Noon.AddMinutes(1), Severity = AnomalySeverities.Anomaly, IsOpen = true, PageSize = 1 };
        await foreach (AnomalyPage page in _silo.CreateClient().ReadAnomaliesAsync(question))
            pages.Add(page);

        const string Asked = "/api/v1/anomalies?endpoint=%2Fc%2A&segment=premium&from=1767268800000&to=1767268860000&severity=anomaly&open=true&limit=1";
        Assert.Equal([Asked, Asked + "&cursor=c%2B1"], _silo.Asked);
        AnomalyReport anomaly = Assert.Single(pages[0].Anomalies);
        Assert.Equal(("1f", 5L, 9L, null, null, 4e-18, "/price"), (anomaly.Id, anomaly.Since, anomaly.Detected, anomaly.Ended, anomaly.End, anomaly.PValue, anomaly.Deepest!.Endpoint));
        Assert.Equal(("json.dumps", 847.0, 282.3, "ab"), (anomaly.Causes[0].Operation, anomaly.Causes[0].Observed, anomaly.Causes[0].Ratio, anomaly.Causes[0].TraceIds[0]));
        Assert.Equal((3, 7, "/lost"), (pages[0].EndpointsAsked, pages[0].EndpointsUnknown, pages[0].EndpointsUnavailable![0]));
    }

    [Fact]
    public async Task ListAnomalies_NoQuestion_AsksForTheDefaults()
    {
        _silo.Answer("""{"anomalies":[],"as_of":9,"endpoints_asked":0}""");
        Assert.Null((await _silo.CreateClient().ListAnomaliesAsync()).EndpointsUnavailable);
        Assert.Equal("/api/v1/anomalies?limit=100", Assert.Single(_silo.Asked));
    }

    [Fact]
    public async Task GetFeatures_Segment_IsAskedByParameter()
    {
        _silo.Answer("""{"endpoint":"GET /a","as_of":5,"enabled":true,"segments":[{"segment":"free","features":[{"feature":"rate","observed":2,"unit":"calls/s","surprise":0,"sample_size":20,"window_start":0,"window_ms":10000,"learnt_windows":3}]}]}""");
        FeaturesReport report = await _silo.CreateClient().GetFeaturesAsync("GET /a", "free", 7);
        Assert.Equal("/api/v1/endpoints/features?name=GET%20%2Fa&segment=free&limit=7", Assert.Single(_silo.Asked));
        FeatureReport feature = Assert.Single(Assert.Single(report.Segments).Features);
        Assert.Equal(("rate", 2.0, null, null, 3L), (feature.Feature, feature.Observed, feature.Expected, feature.Operation, feature.LearntWindows));
    }

    [Fact]
    public async Task GetCost_NameOnly_AsksForTheDefaults()
    {
        _silo.Answer("""{"endpoint":"e","summary":"s","basis":"calls","now":{"seconds":0,"events":0,"count":0,"count_stderr":0,"calls_per_s":0},"operations":[],"resources":[]}""");
        await _silo.CreateClient().GetCostAsync(new CostQuestion("e"));
        Assert.Equal("/api/v1/endpoints/cost?name=e&sort=now&limit=20", Assert.Single(_silo.Asked));
    }

    [Fact]
    public async Task ReadEvents_SeveralPages_GivesAllInOrderAndFollowsTheCursor()
    {
        _silo
            .Answer("""{"endpoint":"e","events":[{"time":1,"endpoint":"e","duration_ms":5},{"time":2,"endpoint":"e"}],"next":"c+1","scanned":{"entries":1,"bytes":9},"as_of":9,"removed_entries":0}""")
            .Answer("""{"endpoint":"e","events":[],"next":"c2","scanned":{"entries":1,"bytes":9},"as_of":9,"removed_entries":0}""")
            .Answer("""{"endpoint":"e","events":[{"time":3,"endpoint":"e","segment":"premium"}],"scanned":{"entries":1,"bytes":9},"as_of":9,"removed_entries":0}""");
        List<long> times = [];
        await foreach (EventRecord record in _silo.CreateClient().ReadEventsAsync(new EventsQuestion("e") { Segment = "x", From = Noon, PageSize = 2 }))
            times.Add(record.TimeUnixMs);

        Assert.Equal([1, 2, 3], times);
        Assert.Equal(
            [
                "/api/v1/events?endpoint=e&segment=x&from=1767268800000&limit=2",
                "/api/v1/events?endpoint=e&segment=x&from=1767268800000&limit=2&cursor=c%2B1",
                "/api/v1/events?endpoint=e&segment=x&from=1767268800000&limit=2&cursor=c2",
            ],
            _silo.Asked);
    }

    [Fact]
    public async Task ReadEvents_LeftEarly_AsksForNoFurtherPage()
    {
        _silo.Answer("""{"endpoint":"e","events":[{"time":1,"endpoint":"e"}],"next":"c1","scanned":{"entries":1,"bytes":9},"as_of":9,"removed_entries":0}""");
        await foreach (EventRecord _ in _silo.CreateClient().ReadEventsAsync(new EventsQuestion("e")))
            break;
        Assert.Single(_silo.Asked);
    }

    [Fact]
    public async Task Client_BaseAddressWithAPath_KeepsIt()
    {
        _silo.Answer("""{"endpoints":[],"total_count":0,"as_of":9}""");
        using HttpClient http = new(_silo) { BaseAddress = new Uri("http://proxy.test/pipeline/") };
        using PipelineQueryClient client = new(http);
        await client.ListEndpointsAsync();
        Assert.Equal("/pipeline/api/v1/endpoints?sort=name&limit=100", Assert.Single(_silo.Asked));
    }
}
