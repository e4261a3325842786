using System.Text.Json;
using Microsoft.Extensions.Options;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Windows;
using Pipeline.Grains.Feed;
using Pipeline.Protocol.Queries;
using Pipeline.Testing;

namespace Pipeline.Grains.Tests.Feed;

/// <summary>The feed by itself: numbering, what is kept, what clients are told they miss.</summary>
public sealed class WindowFeedTests : IDisposable
{
    private const long Start = 1_800_000_000_000;
    private const int WindowBytes = 100;

    private readonly WindowFeedOptions _options = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly EndpointState _state = new();
    private readonly List<WindowFeed> _feeds = [];
    private long _second;

    public WindowFeedTests()
    {
        // Gives the state its segment, number 0.
        _state.NotesClosed = true;
        _state.Apply(new EntryHeader(EntryKind.Section, Start), Sections.Of("/a", DateTimeOffset.FromUnixTimeMilliseconds(Start)));
    }

    public void Dispose() => _feeds.ForEach(feed => feed.Dispose());

    [Fact]
    public void Subscribe_ThenPublish_DeliversInOrder()
    {
        WindowFeed feed = CreateFeed();
        using WindowSubscription subscription = Subscribe(feed, null);
        Publish(feed, 3);
        Publish(feed, 2);
        Assert.Equal([1, 2, 3, 4, 5], Numbers(subscription, out FeedGap? gap));
        Assert.Null(gap);
    }

    [Fact]
    public void Subscribe_WithoutId_BeginsNow()
    {
        WindowFeed feed = CreateFeed();
        Publish(feed, 3);
        using WindowSubscription subscription = Subscribe(feed, null);
        Assert.False(subscription.WaitAsync().IsCompleted);
        Publish(feed, 1);
        Assert.Equal([4], Numbers(subscription, out _));
    }

    [Fact]
    public void Subscribe_Filters_TakeTheirOwnOnly()
    {
        WindowFeed feed = CreateFeed();
        using WindowSubscription one = Subscribe(feed, null, new WindowFilter(1_000, "/b"));
        using WindowSubscription segment = Subscribe(feed, null, new WindowFilter(1_000, null, "premium"));
        using WindowSubscription other = Subscribe(feed, null, new WindowFilter(1_000, null, "free"));
        using WindowSubscription wider = Subscribe(feed, null, new WindowFilter(10_000));
        Publish(feed, 1, "/a");
        Publish(feed, 1, "/b");
        Publish(feed, 1, "/b", widthMs: 10_000);
        Assert.Equal([2], Numbers(one, out _));
        Assert.Equal([1, 2], Numbers(segment, out _));
        Assert.Empty(Numbers(other, out _));
        Assert.Equal([1], Numbers(wider, out _));
    }

    [Fact]
    public void Resume_WithinTheRing_NeitherLosesNorRepeats()
    {
        WindowFeed feed = CreateFeed();
        Publish(feed, 10);
        using WindowSubscription subscription = Subscribe(feed, new FeedPosition(feed.Run, 1_000, 4));
        Publish(feed, 2);
        Assert.Equal([5, 6, 7, 8, 9, 10, 11, 12], Numbers(subscription, out FeedGap? gap));
        Assert.Null(gap);
    }

    [Fact]
    public void Resume_OlderThanTheRing_SaysHowManyAreGone()
    {
        _options.RingWindowsMax = 3;
        WindowFeed feed = CreateFeed();
        Publish(feed, 10);
        using WindowSubscription subscription = Subscribe(feed, new FeedPosition(feed.Run, 1_000, 4));
        Assert.Equal([8, 9, 10], Numbers(subscription, out FeedGap? gap));
        Assert.Equal(new FeedGap(3, "no-longer-kept"), gap);
    }

    [Fact]
    public void Resume_IdOfAnotherRun_IsAGapOfUnknownSizeAndAllThatIsKept()
    {
        WindowFeed feed = CreateFeed();
        Publish(feed, 2);
        using WindowSubscription subscription = Subscribe(feed, new FeedPosition(feed.Run - 1, 1_000, 77));
        Assert.Equal([1, 2], Numbers(subscription, out FeedGap? gap));
        Assert.Equal(new FeedGap(null, "other-run"), gap);
    }

    [Fact]
    public void Resume_WithoutRing_IsAGapOfUnknownSize()
    {
        _options.RingBytesMax = 0;
        WindowFeed feed = CreateFeed();
        Assert.False(feed.IsWanted);
        using (WindowSubscription first = Subscribe(feed, null))
        {
            Assert.True(feed.IsWanted);
            Publish(feed, 2);
        }

        Assert.False(feed.IsWanted);
        using WindowSubscription again = Subscribe(feed, new FeedPosition(feed.Run, 1_000, 1));
        Assert.Empty(Numbers(again, out FeedGap? gap));
        Assert.Equal(new FeedGap(null, "no-longer-kept"), gap);
    }

    [Fact]
    public void Ring_Full_TakesFromTheWidthThatHasMost()
    {
        _options.RingBytesMax = 50 * (WindowBytes + 160);
        WindowFeed feed = CreateFeed();
        Publish(feed, 5, widthMs: 60_000);
        Publish(feed, 1_000);
        using WindowSubscription minutes = Subscribe(feed, new FeedPosition(feed.Run, 60_000, 0), new WindowFilter(60_000));
        using WindowSubscription seconds = Subscribe(feed, new FeedPosition(feed.Run, 1_000, 0));
        Assert.Equal(5, Numbers(minutes, out FeedGap? none).Count);
        Assert.Null(none);
        Assert.Equal(45, Numbers(seconds, out FeedGap? gap).Count);
        Assert.Equal(955, gap?.Missed);
    }

    [Fact]
    public void Queue_Full_DropsTheOldestAndSaysSoInItsPlace()
    {
        _options.QueueWindowsMax = 4;
        WindowFeed feed = CreateFeed();
        Publish(feed, 3);
        using WindowSubscription subscription = Subscribe(feed, new FeedPosition(feed.Run, 1_000, 1));
        Publish(feed, 10);
        List<FeedWindow> batch = [];
        Assert.Null(subscription.Take(batch, 100));
        Assert.Equal([2L, 3L], batch.Select(window => window.Position.Sequence));
        Assert.Equal([10, 11, 12, 13], Numbers(subscription, out FeedGap? gap));
        Assert.Equal(new FeedGap(6, "slow-client"), gap);
    }

    [Fact]
    public void Queue_FullInBytes_DropsLikewise()
    {
        _options.QueueBytesMax = 2 * (WindowBytes + 160);
        WindowFeed feed = CreateFeed();
        using WindowSubscription subscription = Subscribe(feed, null);
        Publish(feed, 5);
        Assert.Equal([4, 5], Numbers(subscription, out FeedGap? gap));
        Assert.Equal(3, gap?.Missed);
    }

    [Fact]
    public void Subscribe_MoreThanTheMost_IsRefusedUntilOneGoes()
    {
        _options.ClientCountMax = 1;
        WindowFeed feed = CreateFeed();
        WindowSubscription first = Subscribe(feed, null);
        Assert.False(feed.TrySubscribe(new WindowFilter(1_000), null, out _));
        first.Dispose();
        first.Dispose();
        Subscribe(feed, null).Dispose();
    }

    [Fact]
    public async Task Close_EndsEverySubscriptionAndTakesNoMore()
    {
        WindowFeed feed = CreateFeed();
        using WindowSubscription subscription = Subscribe(feed, null);
        Task waiting = subscription.WaitAsync();
        Assert.False(waiting.IsCompleted);
        feed.Close();
        await waiting;
        Assert.True(subscription.IsCompleted);
        Assert.False(feed.TrySubscribe(new WindowFilter(1_000), null, out _));
    }

    [Fact]
    public void Window_ReadByTwoClients_IsWorkedOutOnce()
    {
        WindowFeed feed = CreateFeed();
        using WindowSubscription one = Subscribe(feed, null);
        using WindowSubscription two = Subscribe(feed, null);
        PublishReal(feed);
        FeedWindow window = TakeAll(one)[0];
        ReadOnlyMemory<byte> json = window.ToJson();
        Assert.True(json.Equals(TakeAll(two)[0].ToJson()));
        WindowReport report = JsonSerializer.Deserialize(json.Span, ReportJsonContext.Default.WindowReport)!;
        Assert.Equal(("/a", "premium", 1.0), (report.Endpoint, report.Segment, report.Count));
        Assert.Equal(("json.dumps", 3.0), (report.Operations[0].Name, report.Operations[0].PerEvent));
    }

    [Fact]
    public void Window_WorkedOutForSeveralClients_CountsAgainstTheRing()
    {
        // As packed it fits beside nothing but itself; its JSON is longer than what is left.
        _options.RingBytesMax = 300;
        WindowFeed feed = CreateFeed();
        using WindowSubscription one = Subscribe(feed, null);
        using WindowSubscription two = Subscribe(feed, null);
        PublishReal(feed);
        FeedPosition before = new(feed.Run, 1_000, 0);
        using (WindowSubscription kept = Subscribe(feed, before))
            Assert.Equal([1], Numbers(kept, out _));
        TakeAll(one)[0].ToJson();
        using WindowSubscription gone = Subscribe(feed, before);
        Assert.Empty(Numbers(gone, out FeedGap? gap));
        Assert.Equal(1, gap?.Missed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1-2")]
    [InlineData("x-1000-1")]
    [InlineData("1-1000--1")]
    [InlineData("1-1000-1-1")]
    public void Position_OfOtherText_IsRefused(string text) => Assert.False(FeedPosition.TryParse(text, out _));

    [Fact]
    public void Position_Text_IsReadBack()
    {
        FeedPosition position = new(1_800_000_000_123, 10_000, 42);
        Assert.True(FeedPosition.TryParse(position.ToString(), out FeedPosition read));
        Assert.Equal(position, read);
    }

    [Fact]
    public void Options_OutOfRange_AreNamed()
    {
        WindowFeedOptions wrong = new() { RingBytesMax = -1, RingWindowsMax = 0, QueueWindowsMax = 0, QueueBytesMax = 1, ClientCountMax = -1, HeartbeatPeriod = TimeSpan.Zero };
        ValidateOptionsResult result = new WindowFeedOptionsValidator().Validate(null, wrong);
        Assert.Equal(6, result.Failures!.Count());
        Assert.All(result.Failures!, failure => Assert.StartsWith("Pipeline:Stream:", failure, StringComparison.Ordinal));
        Assert.True(new WindowFeedOptionsValidator().Validate(null, new WindowFeedOptions()).Succeeded);
    }

    private WindowFeed CreateFeed()
    {
        WindowFeed feed = new(Options.Create(_options), _clock);
        _feeds.Add(feed);
        return feed;
    }

    private static WindowSubscription Subscribe(WindowFeed feed, FeedPosition? after, WindowFilter? filter = null)
    {
        Assert.True(feed.TrySubscribe(filter ?? new WindowFilter(1_000), after, out WindowSubscription? subscription));
        return subscription;
    }

    private void Publish(WindowFeed feed, int count, string endpoint = "/a", long widthMs = 1_000) =>
        feed.Publish(endpoint, _state, [.. Enumerable.Range(0, count).Select(_ => new ClosedCell(widthMs, _second++ * widthMs, 0, new byte[WindowBytes]))]);

    /// <summary>Closes the second that the state began with.</summary>
    private void PublishReal(WindowFeed feed)
    {
        DateTimeOffset later = DateTimeOffset.FromUnixTimeMilliseconds(Start + 9_000);
        _state.Apply(new EntryHeader(EntryKind.Section, later.ToUnixTimeMilliseconds()), Sections.Of("/a", later));
        List<ClosedCell> closed = [];
        _state.TakeClosed(closed);
        feed.Publish("/a", _state, closed);
    }

    private static List<FeedWindow> TakeAll(WindowSubscription subscription)
    {
        List<FeedWindow> batch = [];
        subscription.Take(batch, int.MaxValue);
        return batch;
    }

    private static List<int> Numbers(WindowSubscription subscription, out FeedGap? gap)
    {
        List<FeedWindow> batch = [];
        gap = null;
        while (subscription.WaitAsync().IsCompleted)
            gap ??= subscription.Take(batch, 100);
        return [.. batch.Select(window => (int)window.Position.Sequence)];
    }
}
