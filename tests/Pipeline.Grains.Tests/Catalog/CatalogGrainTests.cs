using Pipeline.Core.Catalog;
using Pipeline.EventLog;
using Pipeline.EventLog.Memory;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Catalog;
using Pipeline.Grains.Catalog;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Tests.Catalog;

/// <summary>The catalog through its interface: decisions are durable before they are told, and stay.</summary>
public sealed class CatalogGrainTests : IAsyncLifetime
{
    private readonly GrainClusterSettings _settings = new() { Catalog = { EndpointCountMax = 3, SegmentCountMax = 2 } };
    private GrainCluster _cluster = null!;

    private InMemoryEventLog Log => _settings.Log;

    private ICatalogGrain Catalog => _cluster.Catalog;

    private DateTimeOffset Now => _settings.Clock.GetUtcNow();

    public async Task InitializeAsync() => _cluster = await GrainCluster.StartAsync(_settings);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Admit_NewNames_AreToldOnceTheyAreDurable()
    {
        await AdmitAsync("a");
        Log.HoldsCommits = true;
        Task<AdmissionAnswer> call = Catalog.AdmitEndpointsAsync(["b", "c", "d"]);
        await PendingAsync(1);
        Assert.False(call.IsCompleted);
        Assert.Equal(["a"], (await Catalog.GetEndpointsAsync()).ToArray());
        // What is known already does not wait.
        Assert.Equal([true], await AdmitAsync("a"));

        Log.CommitPending();

        AdmissionAnswer answer = await call;
        Assert.Equal([true, true, false], answer.IsAdmitted.ToArray());
        Assert.Equal(["__other__", "a", "b", "c"], (await Catalog.GetEndpointsAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Admit_ManyCallsAtOnce_ShareAnEntryAndKeepToTheLimit()
    {
        await AdmitAsync("first");
        Log.HoldsCommits = true;
        Task<AdmissionAnswer> ahead = Catalog.AdmitEndpointsAsync(["ahead"]);
        await PendingAsync(1);
        Task<AdmissionAnswer>[] calls = [.. Enumerable.Range(0, 50).Select(number => Catalog.AdmitEndpointsAsync([$"n{number}", "same"]))];
        await Catalog.GetEndpointsAsync();
        Log.HoldsCommits = false;

        Log.CommitPending();

        AdmissionAnswer[] answers = await Task.WhenAll(calls);
        Assert.True((await ahead).IsAdmitted[0]);
        // One place was left, and whoever got it, all are told the same of it.
        Assert.Single(answers.Select(answer => answer.IsAdmitted[1]).Distinct());
        Assert.Equal(1, answers.Count(answer => answer.IsAdmitted[0]) + (answers[0].IsAdmitted[1] ? 1 : 0));
        // What arrives only after the commit has been let go has an entry of its own.
        Assert.InRange((await Log.GetHeadAsync(CatalogGrain.Stream)).Value, 4, GrainCluster.KeepsOrder ? 10 : 60);
    }

    [Theory]
    [InlineData(CommitFate.Fail)]
    [InlineData(CommitFate.WriteButFail)]
    public async Task Admit_CommitFails_IsUnavailableAndTheRepeatIsDecidedOnce(CommitFate fate)
    {
        await AdmitAsync("a", "b");
        Log.NextFate = (_, _) => fate;
        AdmissionAnswer failed = await Catalog.AdmitEndpointsAsync(["c", "d"]);
        Log.NextFate = null;
        Assert.Equal(AdmissionStatus.Unavailable, failed.Status);

        Assert.Equal([true, false], await AdmitAsync("c", "d"));
        Assert.Equal([false, true], await AdmitAsync("d", "c"));
    }

    [Fact]
    public async Task Admit_AfterACrash_AnswersTheSame()
    {
        await AdmitAsync("a", "b", "c", "d");
        // Without a snapshot everything comes from the log.
        await _cluster.DeactivateAsync(Catalog);
        Log.LoseLatestSnapshot(CatalogGrain.Stream);

        Assert.Equal([false, true, true, true], await AdmitAsync("d", "c", "b", "a"));
        await _cluster.DeactivateAsync(Catalog);
        Assert.Equal([false, true, false], await AdmitAsync("d", "c", "e"));
    }

    [Fact]
    public async Task Admit_TooManyNames_IsTheCallersMistake() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => Catalog.AdmitEndpointsAsync([.. Enumerable.Range(0, ICatalogGrain.NamesMax + 1).Select(number => $"{number}")]));

    [Fact]
    public async Task Activate_StreamsOfAnOlderDataFolder_AreAdmittedBeyondTheLimit()
    {
        foreach (string name in (string[])["old-1", "old-2", "old-3", "old-4"])
            await _cluster.Endpoint(name).AppendAsync(Sections.Append(name, Now));

        Assert.Equal([true, true, true, true, false], await AdmitAsync("old-1", "old-2", "old-3", "old-4", "new"));
        CatalogReport report = await Catalog.DescribeAsync();
        Assert.Equal((3, 4, 0), (report.Endpoints.Limit, report.Endpoints.Admitted, report.Endpoints.Free));
    }

    [Fact]
    public async Task Admit_EndpointSilentForLong_LosesItsPlaceToANewName()
    {
        await AdmitAsync("silent", "busy", "third");
        await AppendAndReportAsync("silent");
        await AppendAndReportAsync("busy");
        await AppendAndReportAsync("third");
        // Nobody is told the places of a catalog that has just been brought back.
        _settings.Clock.Jump(Now + TimeSpan.FromDays(31));
        await AdmitAsync("busy", "third");
        await AppendAndReportAsync("busy");
        await AppendAndReportAsync("third");
        _settings.Clock.Jump(Now + TimeSpan.FromHours(3));

        Assert.Equal([true], await AdmitAsync("new"));

        Assert.Equal([false], await AdmitAsync("silent"));
        CatalogReport report = await Catalog.DescribeAsync();
        Assert.Equal((3, 1), (report.Endpoints.Admitted, report.Endpoints.Freed));
        Assert.DoesNotContain("silent", (await ListAsync(EndpointSort.Name)).Endpoints.Select(endpoint => endpoint.Name));
        // Its history answers as before.
        Assert.Equal(1, (await _cluster.Endpoint("silent").QueryAsync(new EndpointQuery())).Count);
    }

    [Fact]
    public async Task Admit_SomethingCameThatTheLastReportDoesNotKnow_KeepsThePlace()
    {
        await AdmitAsync("a", "b", "c");
        await AppendAndReportAsync("a");
        await AppendAndReportAsync("b");
        await AppendAndReportAsync("c");
        _settings.Clock.Jump(Now + TimeSpan.FromDays(31));
        // Appended, and the report of it was lost.
        foreach (string name in (string[])["a", "b", "c"])
            await _cluster.Endpoint(name).AppendAsync(Sections.Append(name, Now));

        Assert.Equal([false], await AdmitAsync("new"));
    }

    [Fact]
    public async Task Admit_AskedForWithinTwoHours_KeepsThePlace()
    {
        await AdmitAsync("a", "b", "c");
        foreach (string name in (string[])["a", "b", "c"])
            await AppendAndReportAsync(name);
        _settings.Clock.Jump(Now + TimeSpan.FromDays(31));
        // A gateway may be about to append to each of them.
        await AdmitAsync("a", "b", "c");

        Assert.Equal([false], await AdmitAsync("new"));
    }

    [Fact]
    public async Task AdmitSegments_FirstComeFirstServed_ForEver()
    {
        SegmentAdmission directory = new(_cluster.Grains);
        Assert.False(directory.TryResolve("premium", out _));
        Assert.Equal(["premium", "free", "__other__", "premium"], await directory.ResolveAsync(["premium", "free", "trial", "premium"]));
        Assert.True(directory.TryResolve("trial", out string target));
        Assert.Equal("__other__", target);

        await _cluster.DeactivateAsync(Catalog);
        Assert.Equal(["__other__", "free", "__other__", "__other__"], await new SegmentAdmission(_cluster.Grains).ResolveAsync(["trial", "free", "late", "__other__"]));
        CatalogReport report = await Catalog.DescribeAsync();
        Assert.Equal((2, 2, true), (report.Segments.Limit, report.Segments.Admitted, report.Segments.Closed));
    }

    [Fact]
    public async Task ResolveSegments_CatalogCannotDecide_Throws()
    {
        await AdmitAsync("a");
        Log.NextFate = (_, _) => CommitFate.Fail;
        await Assert.ThrowsAsync<CatalogUnavailableException>(async () => await new SegmentAdmission(_cluster.Grains).ResolveAsync(["premium"]));
    }

    [Fact]
    public async Task Report_EndpointsAndOverflow_AreInListsAndDescriptionAndSurviveADeactivation()
    {
        await AdmitAsync("a", "b", "c", "over");
        await AppendAndReportAsync("a", events: 4);
        await AppendAndReportAsync(CatalogLimits.Other, events: 2);
        _settings.Reporter.CountOverflow("over", 2);
        Assert.True(await _settings.Reporter.FlushAsync(Catalog));
        await _cluster.DeactivateAsync(Catalog);

        EndpointPage page = await ListAsync(EndpointSort.Rate, isDescending: true);

        Assert.Equal(["a", "__other__", "b", "c"], page.Endpoints.Select(endpoint => endpoint.Name));
        Assert.Equal((4, null), (page.TotalCount, page.Last));
        EndpointSummaryReport summary = page.Endpoints[0];
        Assert.Equal((4, 4 / 60.0, 5.0), (summary.Count, summary.Rate, summary.DurationMs!.P95));
        Assert.Equal(["free", "premium"], summary.Segments);
        Assert.Null(page.Endpoints[2].AsOf);
        CatalogReport report = await Catalog.DescribeAsync();
        Assert.Equal((2, 1, 0L), (report.Overflow.Events, report.Overflow.NamesRemembered, report.Overflow.Unremembered));
        Assert.Equal(new OverflowNameReport("over", 2, 0), Assert.Single(report.Overflow.Names));
    }

    [Fact]
    public async Task Report_CatalogFails_IsSentAgain()
    {
        await AdmitAsync("a");
        await _cluster.Endpoint("a").AppendAsync(Sections.Append("a", Now));
        FailingCatalog failing = new();
        Assert.False(await _settings.Reporter.FlushAsync(failing));
        Assert.Equal(0, (await ListAsync(EndpointSort.Name)).Endpoints[0].Count);
        Assert.True(await _settings.Reporter.FlushAsync(Catalog));
        Assert.Equal(1, (await ListAsync(EndpointSort.Name)).Endpoints[0].Count);
    }

    [Fact]
    public async Task Report_EndpointWithoutAPlace_IsIgnored()
    {
        await AdmitAsync("a");
        await AppendAndReportAsync("stranger");
        Assert.Equal(["a"], (await ListAsync(EndpointSort.Name)).Endpoints.Select(endpoint => endpoint.Name));
    }

    [Fact]
    public async Task Housekeeping_EndpointThatNeverReported_IsAsked()
    {
        await _cluster.Endpoint("old").AppendAsync(Sections.Append("old", Now, eventCount: 3));
        await _cluster.DeactivateAsync(_cluster.Endpoint("old"));
        Assert.Equal(0, (await ListAsync(EndpointSort.Name)).Endpoints[0].Count);

        _settings.Clock.Advance(_settings.Catalog.HousekeepingPeriod);

        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(30));
        while ((await ListAsync(EndpointSort.Name)).Endpoints[0].Count != 3)
            deadline.Token.ThrowIfCancellationRequested();
    }

    [Fact]
    public async Task Summary_AfterSnapshotAndActivation_CoversWhatIsInTheStore()
    {
        IEndpointGrain endpoint = _cluster.Endpoint("a");
        await AdmitAsync("a");
        for (int second = 0; second < 90; second += 10)
            await endpoint.AppendAsync(Sections.Append("a", Now.AddSeconds(second - 90)));
        // The snapshot takes the closed windows out of memory.
        await _cluster.DeactivateAsync(endpoint);
        await endpoint.AppendAsync(Sections.Append("a", Now));

        EndpointStatus status = await endpoint.SummarizeAsync();

        Assert.Equal((10, 10), (status.Summary.Count, status.Head));
        Assert.Equal(10, (await endpoint.QueryAsync(new EndpointQuery(TimeSpan.FromMinutes(5)))).Count);
        Assert.Equal(Now.ToUnixTimeMilliseconds(), status.LastArrivalUnixMs);
    }

    private async Task<IReadOnlyList<bool>> AdmitAsync(params string[] names)
    {
        // As a gateway does, until the catalog has been brought back.
        for (int attempt = 0; attempt < 100; attempt++)
        {
            AdmissionAnswer answer = await Catalog.AdmitEndpointsAsync([.. names]);
            if (answer.Status == AdmissionStatus.Decided)
                return answer.IsAdmitted;
        }

        throw new TimeoutException("The catalog was not brought back within 100 attempts.");
    }

    private async Task AppendAndReportAsync(string name, int events = 1)
    {
        await _cluster.Endpoint(name).AppendAsync(Sections.Append(name, Now, eventCount: events));
        EndpointStatus status = await _cluster.Endpoint(name).SummarizeAsync();
        _settings.Reporter.Report(status);
        Assert.True(await _settings.Reporter.FlushAsync(Catalog));
    }

    private Task<EndpointPage> ListAsync(EndpointSort sort, bool isDescending = false) =>
        Catalog.ListAsync(new EndpointListQuery(sort, isDescending, 100, null));

    /// <summary>Awaits that the log holds that many writes; each question asked meanwhile is a turn of the grain.</summary>
    private async Task PendingAsync(int count)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(30));
        while (Log.PendingCount < count)
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Catalog.GetEndpointsAsync();
        }
    }

    private sealed class FailingCatalog : ICatalogGrain
    {
        public Task<CatalogReceipt> ReportAsync(CatalogUpdate update) => throw new TimeoutException();

        public Task<AdmissionAnswer> AdmitEndpointsAsync(System.Collections.Immutable.ImmutableArray<string> names) => throw new TimeoutException();

        public Task<AdmissionAnswer> AdmitSegmentsAsync(System.Collections.Immutable.ImmutableArray<string> names) => throw new TimeoutException();

        public Task<System.Collections.Immutable.ImmutableArray<string>> GetEndpointsAsync() => throw new TimeoutException();

        public Task<EndpointPage> ListAsync(EndpointListQuery query) => throw new TimeoutException();

        public Task<AnomalousEndpoints> FindAnomalousAsync(AnomalousQuery query) => throw new TimeoutException();

        public Task<CatalogReport> DescribeAsync() => throw new TimeoutException();
    }
}
