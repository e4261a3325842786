using System.Text.Json;
using Pipeline.Core.Endpoints;
using Pipeline.Detection.Backtests;
using Pipeline.Detection.Options;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Backtests;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Queries;
using Pipeline.Protocol.Wire;

namespace Pipeline.Grains.Tests.Backtests;

/// <summary>Backtests of endpoints whose grains run: what they say, and that the grains do not notice.</summary>
public sealed class BacktestTests : IAsyncLifetime
{
    private const string Exploding = "/exploding";
    private const string Usual = "/usual";

    private readonly GrainClusterSettings _settings = new();
    private readonly List<BacktestProgressReport> _progress = [];
    private GrainCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        _cluster = await GrainCluster.StartAsync(_settings);
        DateTimeOffset start = _settings.Clock.GetUtcNow() - TimeSpan.FromMinutes(20);
        await AppendAsync(Usual, start, seconds: 900, premiumCalls: 3);
        await AppendAsync(Exploding, start, seconds: 600, premiumCalls: 3);
        await AppendAsync(Exploding, start + TimeSpan.FromMinutes(10), seconds: 60, premiumCalls: 847);
        await AppendAsync(Exploding, start + TimeSpan.FromMinutes(11), seconds: 240, premiumCalls: 3);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Run_OptionsAsTheyAre_FindsExactlyWhatFired()
    {
        BacktestReport report = await RunAsync(static options => options, Usual, Exploding);

        string[] fired = [.. (await AnomaliesAsync(Exploding)).Select(Json)];
        Assert.NotEmpty(fired);
        Assert.Equal([Exploding, Usual], report.Endpoints.Select(static endpoint => endpoint.Name));
        Assert.Equal(new BacktestCountsReport(fired.Length, fired.Length, fired.Length, 0, 0), report.Counts);
        BacktestEndpointReport exploding = report.Endpoints[0];
        Assert.Equal(fired.Order(), exploding.Matched.Select(static pair => Json(pair.Fired)).Order());
        Assert.Equal(fired.Order(), exploding.Matched.Select(static pair => Json(pair.WouldFire)).Order());
        Assert.Equal((null, 0L, null, 0), (exploding.Problem, exploding.RemovedEntries, exploding.ComparedFrom, exploding.LeftOut));
        Assert.StartsWith("The same would have fired: ", report.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Disabled_NothingWouldFireAndWhatFiredIsListed()
    {
        BacktestReport report = await RunAsync(static options => options with { IsEnabled = false }, Exploding);
        AnomalyReport[] fired = [.. await AnomaliesAsync(Exploding)];
        Assert.Equal(new BacktestCountsReport(fired.Length, 0, 0, fired.Length, 0), report.Counts);
        Assert.Equal(fired.Select(Json).Order(), report.Endpoints[0].OnlyFired.Select(Json).Order());
        Assert.Contains("that fired 0 would fire again", report.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_DisabledWhileItRan_OthersWouldHaveFired()
    {
        const string name = "/blind";
        IEndpointGrain grain = _cluster.Endpoint(name);
        DateTimeOffset start = _settings.Clock.GetUtcNow() - TimeSpan.FromMinutes(20);
        DetectionSettings settings = (await grain.GetDetectionAsync()).Settings;
        await AppendAsync(name, start, seconds: 5, premiumCalls: 3);
        await grain.ConfigureDetectionAsync(settings with { IsEnabled = false });
        await AppendAsync(name, start + TimeSpan.FromSeconds(5), seconds: 595, premiumCalls: 3);
        await AppendAsync(name, start + TimeSpan.FromMinutes(10), seconds: 60, premiumCalls: 847);

        BacktestReport report = await RunAsync(static options => options with { IsEnabled = true }, name);
        Assert.Equal(0, report.Counts.Fired);
        Assert.Contains(report.Endpoints[0].OnlyWould, static anomaly => anomaly.Causes[0].Operation == "json.dumps");
        Assert.False((await grain.GetDetectionAsync()).Settings.IsEnabled);
    }

    [Fact]
    public async Task Run_AnyOptions_LeavesLiveStateAndLogUntouched()
    {
        string[] before = await LiveStateAsync();
        await RunAsync(static options => options with { EpisodesPerWeek = 100, WarmupWindows = 3, CallsMin = 1 }, Exploding, Usual);
        Assert.Equal(before, await LiveStateAsync());

        // Also what the log says of it, once the grains are brought back from there.
        await _cluster.DeactivateAsync(_cluster.Endpoint(Exploding));
        await _cluster.DeactivateAsync(_cluster.Endpoint(Usual));
        Assert.Equal(before, await LiveStateAsync());
    }

    [Fact]
    public async Task Run_Twice_SaysTheSame()
    {
        BacktestReport once = await RunAsync(static options => options with { EpisodesPerWeek = 50 }, Exploding, Usual);
        BacktestReport again = await RunAsync(static options => options with { EpisodesPerWeek = 50 }, Usual, Exploding);
        Assert.Equal(
            once.Endpoints.Select(static endpoint => JsonSerializer.Serialize(endpoint with { Entries = 0 })),
            again.Endpoints.Select(static endpoint => JsonSerializer.Serialize(endpoint with { Entries = 0 })));
    }

    [Fact]
    public async Task Run_Range_CountsWhatWasRaisedInItOnly()
    {
        AnomalyReport first = (await AnomaliesAsync(Exploding)).MinBy(static anomaly => anomaly.Detected)!;
        BacktestReport before = await RunAsync(static options => options, new BacktestRange(long.MinValue, first.Detected), Exploding);
        BacktestReport at = await RunAsync(static options => options, new BacktestRange(first.Detected, first.Detected + 1), Exploding);
        Assert.Equal((0, 0), (before.Counts.Fired, before.Counts.WouldFire));
        Assert.Contains(first.Id, at.Endpoints[0].Matched.Select(static pair => pair.Fired.Id));
        Assert.Equal((first.Detected, first.Detected + 1), (at.From, at.To));
    }

    [Fact]
    public async Task Run_Progress_BeginsAtNothingAndCountsUp()
    {
        BacktestReport report = await RunAsync(static options => options, Exploding, Usual);
        Assert.Equal(new BacktestProgressReport(0, 2, 0, 0), _progress[0]);
        Assert.Equal(_progress.OrderBy(static progress => progress.Entries), _progress);
        Assert.True(report.Entries >= 300, $"{report.Entries} entries");
    }

    [Fact]
    public async Task Run_EndpointThatCannotBeReplayed_SaysWhyAndGoesOn()
    {
        BacktestReport report = await RunAsync(static options => options, "/never-seen", Exploding);
        Assert.Equal([Exploding, "/never-seen"], report.Endpoints.Select(static endpoint => endpoint.Name));
        Assert.Null(report.Endpoints[0].Problem);
        Assert.NotNull(report.Endpoints[1].Problem);
        Assert.EndsWith("(2 endpoints, 1 without a result).", report.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OptionsThatDoNotGoWithItsOwn_SaysWhich()
    {
        BacktestReport report = await RunAsync(static options => options with { FastWidthMs = 3_600_000 }, Exploding);
        Assert.Contains("forest's windows", report.Endpoints[0].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FewAnomaliesListed_CountsTheRest()
    {
        int fired = (await AnomaliesAsync(Exploding)).Count();
        BacktestReport report = await RunAsync(static options => options with { IsEnabled = false }, BacktestRange.All, listedMax: 0, Exploding);
        Assert.Equal((fired, fired), (report.Counts.OnlyFired, report.Endpoints[0].LeftOut));
        Assert.Empty(report.Endpoints[0].OnlyFired);
    }

    [Fact]
    public async Task Run_Cancelled_Ends()
    {
        using CancellationTokenSource ending = new();
        Backtest backtest = Create(static options => options, BacktestRange.All, 100, Exploding, Usual);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => backtest.RunAsync(
            _ =>
            {
                ending.Cancel();
                return ValueTask.CompletedTask;
            },
            ending.Token));
    }

    private Task<BacktestReport> RunAsync(Func<DetectionOptions, DetectionOptions> change, params string[] endpoints) =>
        RunAsync(change, BacktestRange.All, endpoints);

    private Task<BacktestReport> RunAsync(Func<DetectionOptions, DetectionOptions> change, BacktestRange range, params string[] endpoints) =>
        RunAsync(change, range, 1_000, endpoints);

    private Task<BacktestReport> RunAsync(Func<DetectionOptions, DetectionOptions> change, BacktestRange range, int listedMax, params string[] endpoints) =>
        Create(change, range, listedMax, endpoints).RunAsync(
            progress =>
            {
                _progress.Add(progress);
                return ValueTask.CompletedTask;
            },
            CancellationToken.None);

    private Backtest Create(Func<DetectionOptions, DetectionOptions> change, BacktestRange range, int listedMax, params string[] endpoints) => new(
        new ReadOnlyLog(_settings.Log), _cluster.Grains, _settings.Clock, new BacktestQuestion(endpoints, range, change), new BacktestOptions { ListedMax = listedMax });

    /// <summary>Everything that the two endpoints answer, and every entry of theirs but those by which segments acknowledge, which come by themselves.</summary>
    private async Task<string[]> LiveStateAsync()
    {
        List<string> state = [];
        foreach (string name in (string[])[Exploding, Usual])
        {
            IEndpointGrain grain = _cluster.Endpoint(name);
            state.Add(JsonSerializer.Serialize(await grain.QueryAsync(new EndpointQuery(Window: TimeSpan.FromHours(1)))));
            state.Add(JsonSerializer.Serialize(await grain.GetDetectionAsync()));
            state.Add(JsonSerializer.Serialize(await grain.QueryFeaturesAsync(null, 100)));
            state.AddRange((await AnomaliesAsync(name)).Select(Json));
            await foreach (LogEntry entry in _settings.Log.ReadAsync(EndpointStream.NameOf(name), Offset.Start))
            {
                if (EntryCodec.TryRead(entry.Bytes.Span, out EntryHeader header, out _) && header.Kind != EntryKind.PublicationsAcknowledged)
                    state.Add(Convert.ToHexString(entry.Bytes.Span));
            }
        }

        return [.. state];
    }

    private async Task<IEnumerable<AnomalyReport>> AnomaliesAsync(string name) =>
        await _cluster.Endpoint(name).QueryAnomaliesAsync(new AnomalyQuery(long.MinValue, long.MaxValue, null, null, null, 1_000, null));

    private static string Json(AnomalyReport anomaly) => JsonSerializer.Serialize(anomaly);

    /// <summary>Events of two segments at an even pace; only the durations vary a little, and the same way in every run.</summary>
    private async Task AppendAsync(string name, DateTimeOffset start, int seconds, int premiumCalls)
    {
        const int sectionSeconds = 5;
        const int perSecond = 3;
        for (int second = 0; second < seconds; second += sectionSeconds)
        {
            SectionWriter writer = new(name);
            for (int number = 0; number < sectionSeconds * perSecond; number++)
            {
                foreach (string segment in (string[])["free", "premium"])
                {
                    int calls = segment == "premium" ? premiumCalls : 3;
                    EventRecord record = new()
                    {
                        Endpoint = name,
                        TimeUnixMs = start.ToUnixTimeMilliseconds() + (second * 1_000) + (number * 1_000 / perSecond),
                        Segment = segment,
                        DurationNs = (40 + (((second * perSecond) + number) * 7 % 11) + (calls * 3)) * 1_000_000L,
                    };
                    record.Operations.Add(new OperationUsage("json.dumps", OperationKind.Function, CallsMilli: calls * 1_000));
                    writer.Add(record);
                }
            }

            AppendAnswer answer = await _cluster.Endpoint(name).AppendAsync(new SectionAppend(writer.ToArray(), null));
            Assert.Equal(SectionStatus.Applied, answer.Status);
        }
    }
}
