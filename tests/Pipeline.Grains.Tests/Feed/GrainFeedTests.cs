using System.Text.Json;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Feed;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Tests.Feed;

/// <summary>What a grain tells the feed: every window that closes by a committed entry, once.</summary>
public sealed class GrainFeedTests : IAsyncLifetime
{
    private const string Name = "/recommend";

    private readonly GrainClusterSettings _settings = new();
    private GrainCluster _cluster = null!;
    private IEndpointGrain _grain = null!;
    private WindowSubscription _subscription = null!;

    private DateTimeOffset Start => _settings.Clock.GetUtcNow() - TimeSpan.FromHours(1);

    public async Task InitializeAsync()
    {
        _cluster = await GrainCluster.StartAsync(_settings);
        _grain = _cluster.Endpoint(Name);
        Assert.True(_settings.Feed.TrySubscribe(new WindowFilter(1_000, Name), null, out WindowSubscription? subscription));
        _subscription = subscription;
    }

    public async Task DisposeAsync()
    {
        _subscription.Dispose();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Append_ThatMovesTheWatermark_TellsTheWindowsItClosed()
    {
        DateTimeOffset start = Start;
        await _grain.AppendAsync(Sections.Append(Name, start, sequence: 1, eventCount: 4));
        Assert.Empty(Take());

        // Two minutes are kept of the seconds: the first one closes when it is past that already, and is told all the same.
        await _grain.AppendAsync(Sections.Append(Name, start + TimeSpan.FromMinutes(10), sequence: 2));

        List<WindowReport> reports = Take();
        Assert.Equal(["free", "premium"], reports.Select(report => report.Segment).Order());
        Assert.All(reports, report => Assert.Equal((Name, start.ToUnixTimeMilliseconds(), 2.0, 0.0), (report.Endpoint, report.From, report.Count, report.Errors)));
        Assert.Equal(5, reports[0].DurationMs!.P95);
        Assert.Equal(("json.dumps", "function", 3.0, 3.0), reports[0].Operations.Select(o => (o.Name, o.Kind, o.PerEvent, o.MaxPerEvent)).Single());
    }

    [Fact]
    public async Task Append_LateEvent_DoesNotTellItsWindowAgain()
    {
        DateTimeOffset start = Start;
        await _grain.AppendAsync(Sections.Append(Name, start, sequence: 1));
        await _grain.AppendAsync(Sections.Append(Name, start + TimeSpan.FromSeconds(20), sequence: 2));
        Assert.Single(Take());
        await _grain.AppendAsync(Sections.Append(Name, start, sequence: 3));
        Assert.Empty(Take());
    }

    [Fact]
    public async Task Replay_AndRestoredWindows_AreNotToldAgain()
    {
        DateTimeOffset start = Start;
        for (int second = 0; second < 20; second++)
            await _grain.AppendAsync(Sections.Append(Name, start + TimeSpan.FromSeconds(second), (ulong)second));
        // The allowed lateness is five seconds.
        Assert.Equal(14, Take().Count);
        await _cluster.DeactivateAsync(_grain);
        _settings.Log.LoseLatestSnapshot(EndpointStream.NameOf(Name));

        await _grain.QueryAsync(new EndpointQuery());
        Assert.Empty(Take());
        await _grain.AppendAsync(Sections.Append(Name, start + TimeSpan.FromSeconds(20), sequence: 20));

        Assert.Equal(start.AddSeconds(14).ToUnixTimeMilliseconds(), Assert.Single(Take()).From);
    }

    [Fact]
    public async Task Housekeeping_SilentStream_TellsWhatItCloses()
    {
        await _grain.AppendAsync(Sections.Append(Name, _settings.Clock.GetUtcNow(), sequence: 1));
        Task told = _subscription.WaitAsync();
        _settings.Clock.Advance(TimeSpan.FromSeconds(40));
        await told;
        Assert.Single(Take());
    }

    private List<WindowReport> Take()
    {
        List<FeedWindow> batch = [];
        Assert.Null(_subscription.Take(batch, int.MaxValue));
        return [.. batch.Select(window => JsonSerializer.Deserialize(window.ToJson().Span, ReportJsonContext.Default.WindowReport)!)];
    }
}
