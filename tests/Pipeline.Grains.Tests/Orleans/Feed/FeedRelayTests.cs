using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.TestingHost;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Queries;
using Pipeline.Core.Windows;
using Pipeline.Grains.Feed;
using Pipeline.Protocol.Queries;
using Pipeline.Silo.Hosting.Feed;

namespace Pipeline.Grains.Tests.Feed;

/// <summary>The live feed of a cluster: a client of any silo gets the windows of all, each once.</summary>
public sealed class FeedRelayTests : IAsyncLifetime
{
    private const int EndpointCount = 30;

    /// <summary>Only a hang takes so long, on a busy machine too.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private readonly GrainClusterSettings _settings = new();
    private readonly List<(string Endpoint, long From)> _got = [];
    private readonly string[] _endpoints = [.. Enumerable.Range(0, EndpointCount).Select(number => $"/e{number}")];
    private FeedCluster _cluster = null!;
    private DateTimeOffset _start;

    public async Task InitializeAsync()
    {
        _cluster = await FeedCluster.StartAsync(_settings, siloCount: 3);
        _start = _settings.Clock.GetUtcNow() - TimeSpan.FromHours(1);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Subscribe_OnOneSilo_GetsTheWindowsOfAllOnce()
    {
        InProcessSiloHandle here = _cluster.Silos[0];
        using WindowSubscription subscription = Subscribe(here);
        for (int round = 0; round < 4; round++)
            await AppendToAllAsync(round);
        await ReadAsync(subscription, 3 * EndpointCount);

        Assert.All(_cluster.Silos, silo => Assert.Contains(_endpoints, endpoint => _cluster.Hosts(silo, endpoint)));
        AssertOnce(rounds: 3);
    }

    [Fact]
    public async Task Subscribe_OnEverySilo_GetsTheSameReports()
    {
        WindowSubscription[] subscriptions = [.. _cluster.Silos.Select(Subscribe)];
        await AppendToAllAsync(0);
        await AppendToAllAsync(1);
        HashSet<string>? first = null;
        foreach (WindowSubscription subscription in subscriptions)
        {
            HashSet<string> reports = [.. (await ReadAsync(subscription, EndpointCount)).Select(window => System.Text.Encoding.UTF8.GetString(window.ToJson().Span))];
            Assert.Equal(first ??= reports, reports);
            subscription.Dispose();
        }

        WindowReport one = JsonSerializer.Deserialize(first!.First(), ReportJsonContext.Default.WindowReport)!;
        Assert.Equal(("premium", 1.0, "json.dumps", 3.0), (one.Segment, one.Count, one.Operations[0].Name, one.Operations[0].PerEvent));
    }

    [Fact]
    public async Task Resume_OnAnotherSilo_IsToldSoAndGetsNothingTwice()
    {
        WindowSubscription before = Subscribe(_cluster.Silos[0]);
        using WindowSubscription witness = Subscribe(_cluster.Silos[1]);
        await AppendToAllAsync(0);
        await AppendToAllAsync(1);
        FeedPosition last = (await ReadAsync(before, EndpointCount))[^1].Position;
        before.Dispose();
        // The other silo has all of it too.
        _got.Clear();
        await ReadAsync(witness, EndpointCount);

        using WindowSubscription after = Subscribe(_cluster.Silos[1], last);
        Assert.Equal(new FeedGap(null, "other-run"), after.Take([], 1));
        await AppendToAllAsync(2);
        await ReadAsync(after, EndpointCount);
        AssertOnce(rounds: 2);
    }

    [Fact]
    public async Task Kill_OfASilo_DoesNotStopTheFeed()
    {
        InProcessSiloHandle killed = _cluster.Silos[2];
        using WindowSubscription subscription = Subscribe(_cluster.Silos[0]);
        await AppendToAllAsync(0);
        await AppendToAllAsync(1);
        await ReadAsync(subscription, EndpointCount);
        Assert.Contains(_endpoints, endpoint => _cluster.Hosts(killed, endpoint));

        await _cluster.KillAsync(killed);
        // Brings back what was on the killed silo; its watermarks stand where they stood.
        await AppendToAllAsync(2);
        await AppendToAllAsync(3);
        await ReadAsync(subscription, 2 * EndpointCount);
        AssertOnce(rounds: 3);
    }

    [Fact]
    public async Task Add_OfASilo_JoinsItsFeed()
    {
        InProcessSiloHandle added = await _cluster.AddAsync();
        using WindowSubscription there = Subscribe(added);
        await AppendToAllAsync(0);
        await AppendToAllAsync(1);
        await ReadAsync(there, EndpointCount);
        AssertOnce(rounds: 1);
    }

    [Fact]
    public async Task Take_SameBatchAgain_IsTakenOnce()
    {
        InProcessSiloHandle here = _cluster.Silos[0];
        InProcessSiloHandle there = _cluster.Silos[1];
        using WindowSubscription subscription = Subscribe(there);
        IFeedRelayService relay = here.ServiceProvider.GetRequiredService<IFeedRelayClient>().Of(there.SiloAddress);
        byte[] packed = PortableWindowCodec.Pack([Close()]);
        // A sender that the cluster does not know, so that it does not meddle with the real ones.
        SiloAddress sender = SiloAddress.New(System.Net.IPAddress.Loopback, 1, 1);
        Assert.True(await relay.TakeAsync(new FeedBatch(sender, 1, packed)));
        Assert.True(await relay.TakeAsync(new FeedBatch(sender, 1, packed)));
        Assert.True(await relay.TakeAsync(new FeedBatch(sender, 2, packed)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => relay.TakeAsync(new FeedBatch(sender, 3, new byte[] { 99 })));

        List<FeedWindow> windows = [];
        subscription.Take(windows, 100);
        Assert.Equal(2, windows.Count);
    }

    [Fact]
    public async Task Publish_WhereNobodyListens_IsSentAgainOnlyWhenSomebodyDoes()
    {
        using CancellationTokenSource patience = new(s_patience);
        await _cluster.DisposeAsync();
        _settings.FeedOptions.RingBytesMax = 0;
        _cluster = await FeedCluster.StartAsync(_settings, siloCount: 3);
        int round = 0;
        // Without clients and without a ring, every silo is soon told that nobody wants its windows.
        do
            await AppendToAllAsync(round++);
        while (_cluster.Silos.Any(silo => _cluster.FeedOf(silo).IsWanted) && !patience.IsCancellationRequested);

        Assert.False(patience.IsCancellationRequested, "Windows are still sent to silos without clients.");
        using WindowSubscription subscription = Subscribe(_cluster.Silos[0]);
        List<FeedWindow> windows = [];
        do
        {
            _settings.Clock.Advance(TimeSpan.FromSeconds(2));
            await AppendToAllAsync(round++);
            subscription.Take(windows, int.MaxValue);
        }
        while (_endpoints.Except(windows.Select(window => window.Endpoint)).Any() && !patience.IsCancellationRequested);

        Assert.Empty(_endpoints.Except(windows.Select(window => window.Endpoint)));
        Assert.Distinct(windows.Select(window => (window.Endpoint, From(window))));
    }

    private WindowSubscription Subscribe(InProcessSiloHandle silo) => Subscribe(silo, null);

    private WindowSubscription Subscribe(InProcessSiloHandle silo, FeedPosition? after)
    {
        Assert.True(_cluster.FeedOf(silo).TrySubscribe(new WindowFilter(1_000), after, out WindowSubscription? subscription));
        return subscription;
    }

    /// <summary>An event for every endpoint; from the second round on it closes the window of the one before.</summary>
    private Task AppendToAllAsync(int round) => Task.WhenAll(_endpoints.Select(async endpoint =>
    {
        using CancellationTokenSource patience = new(s_patience);
        while (true)
        {
            try
            {
                await _cluster.Endpoint(endpoint).AppendAsync(Sections.Append(endpoint, _start + TimeSpan.FromSeconds(20 * round), (ulong)round));
                return;
            }
            catch (Exception e) when (!patience.IsCancellationRequested && e is not Xunit.Sdk.XunitException)
            {
                // A silo that was killed is found out after a while; the identity of the batch keeps it from being counted twice.
                await Task.Yield();
            }
        }
    }));

    /// <summary>Awaits so many windows and adds them to what was got.</summary>
    private async Task<List<FeedWindow>> ReadAsync(WindowSubscription subscription, int count)
    {
        List<FeedWindow> windows = [];
        while (windows.Count < count)
        {
            await subscription.WaitAsync().WaitAsync(s_patience);
            Assert.Null(subscription.Take(windows, int.MaxValue));
        }

        _got.AddRange(windows.Select(window => (window.Endpoint, From(window))));
        return windows;
    }

    private void AssertOnce(int rounds)
    {
        IEnumerable<(string, long)> expected =
            from round in Enumerable.Range(0, rounds)
            from endpoint in _endpoints
            select (endpoint, (_start + TimeSpan.FromSeconds(20 * round)).ToUnixTimeMilliseconds() / 1_000 * 1_000);
        Assert.Equal(expected.Order(), _got.Order());
    }

    /// <summary>The window of one event.</summary>
    private PortableWindow Close()
    {
        EndpointState state = new() { NotesClosed = true };
        state.Apply(new EntryHeader(EntryKind.Section, _start.ToUnixTimeMilliseconds()), Sections.Of("/a", _start));
        state.Apply(new EntryHeader(EntryKind.IdleClosed, _start.AddMinutes(1).ToUnixTimeMilliseconds()), []);
        List<ClosedCell> closed = [];
        state.TakeClosed(closed);
        ClosedCell second = closed.First(cell => cell.WidthMs == 1_000);
        return new PortableWindow("/a", state.SegmentName(second.Segment), second, state.OperationNames);
    }

    private static long From(FeedWindow window) => JsonSerializer.Deserialize(window.ToJson().Span, ReportJsonContext.Default.WindowReport)!.From;
}
