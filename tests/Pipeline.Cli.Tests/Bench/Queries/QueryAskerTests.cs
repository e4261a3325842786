using System.Text.Json;
using Pipeline.Cli.Bench;
using Pipeline.Cli.Bench.Queries;
using Pipeline.Cli.Bench.Wide;
using Pipeline.Cli.Tests.Transport;

namespace Pipeline.Cli.Tests.Bench.Queries;

/// <summary>Questions of <c>bench query</c>: which a silo knows, and what becomes of them.</summary>
public sealed class QueryAskerTests : IDisposable
{
    private readonly HttpClient _http = new();

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("""{"endpoints":[],"as_of":7}""", true)]
    [InlineData("""{"endpoints":[{"as_of":7}]}""", false)]
    [InlineData(null, false)]
    public async Task IsKnown_RouteOrParameterMissing_IsNot(string? answer, bool expected)
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        if (answer is not null)
            silo.Answers["/list?sort=p95"] = answer;
        bool isKnown = await Asker(silo).IsKnownAsync(new QueryKind("list", _ => "/list?sort=p95", "as_of"), CancellationToken.None);
        Assert.Equal(expected, isKnown);
    }

    [Fact]
    public async Task Ask_AnswerAndRefusal_AreTallied()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        silo.Answers["/here"] = "{}";
        QueryTally tally = new();
        await Asker(silo).AskAsync("/here", tally);
        await Asker(silo).AskAsync("/gone", tally);
        Assert.Equal((1, 1), (tally.Count, tally.Errors));
        Assert.StartsWith("GET /gone: 404", tally.FirstError, StringComparison.Ordinal);
    }

    [Fact]
    public void Kinds_ManyTurns_AskAboutManyEndpoints()
    {
        IReadOnlyList<QueryKind> kinds = QueryKinds.Create(new WideShape(1_000, 4, 3));
        Assert.Equal(kinds.Count, kinds.Select(static kind => kind.Name).Distinct().Count());
        Assert.Equal(1_000, Enumerable.Range(0, 1_000).Select(kinds[0].Path).Distinct().Count());
    }

    [Fact]
    public void Result_Json_HasEachKindAndWhatIsAbsent()
    {
        QueryTally tally = new();
        for (int answer = 1; answer <= 100; answer++)
            tally.AddAnswer(TimeSpan.FromMilliseconds(answer));
        tally.AddError("no");
        QueryBenchResult result = new([("endpoint", tally)], ["catalog"], 99_999.6);
        Assert.Equal(
            """{"endpoint":{"p50_ms":50,"p99_ms":99,"count":100},"absent":["catalog"],"ingest_events_per_second":100000,"errors":1}""",
            result.ToJson());
    }

    [Fact]
    public async Task CountEvents_SeveralPages_AddsThemUp()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        silo.Answers["/api/v1/endpoints?window=all&limit=10000"] = """{"endpoints":[{"count":3},{"count":4}],"total_count":3,"next":"a+b"}""";
        silo.Answers["/api/v1/endpoints?window=all&limit=10000&cursor=a%2Bb"] = """{"endpoints":[{"count":5}],"total_count":3}""";
        Assert.Equal(12, await SiloQueries.CountEventsAsync(_http, silo.Address, CancellationToken.None));
    }

    [Fact]
    public async Task CountEvents_EndpointMissing_Throws()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        silo.Answers["/api/v1/endpoints?window=all&limit=10000"] = """{"endpoints":[{"count":3}],"total_count":2,"unavailable":["/x"]}""";
        await Assert.ThrowsAsync<BenchException>(() => SiloQueries.CountEventsAsync(_http, silo.Address, CancellationToken.None));
    }

    [Fact]
    public async Task ReadMetrics_Series_AreAddedUp()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        silo.Answers["/metrics"] = "# HELP a x\n# TYPE a counter\na{gen=\"0\"} 2\na{gen=\"1\"} 3.5\nb 7\n\n";
        IReadOnlyDictionary<string, double> metrics = await SiloQueries.ReadMetricsAsync(_http, silo.Address, CancellationToken.None);
        Assert.Equal([("a", 5.5), ("b", 7)], metrics.Select(static pair => (pair.Key, pair.Value)).Order());
    }

    [Fact]
    public void CardinalityResult_Json_IsOneObject()
    {
        using JsonDocument json = JsonDocument.Parse(new Cli.Bench.Cardinality.CardinalityResult
        {
            Endpoints = 1_024, RssMbBefore = 50, RssMbLoaded = 80, RssMbAfter = 60, ManagedHeapMbAfter = null, DiskMb = 1, SnapshotBytesMean = 2,
            SnapshotBytesMax = null, StopMs = 3, RestartReadyMs = 4, RssMbRestarted = 5, RestartReadyAfterKillMs = 6, ColdQueryP50Ms = 7,
            ColdQueryP99Ms = 8, ListP95P50Ms = 9, ListP95P99Ms = 10, NamesOffered = 11, NamesCountedEvents = 12, NamesRefusedEvents = 13,
            Acknowledged = 14, Counted = 14, RssMbAfterNames = 15, Healthy = true,
        }.ToJson());
        Assert.Equal(10 * 1_024, json.RootElement.GetProperty("bytes_per_active_endpoint").GetInt32());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("snapshot_bytes_max").ValueKind);
    }

    private QueryAsker Asker(FakeSilo silo) => new(_http, silo.Address, TimeProvider.System);
}
