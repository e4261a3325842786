namespace Pipeline.Grains.Feed;

/// <summary>The windows of one width: numbered, the latest of them kept, and those who listen. Guarded by the feed's lock.</summary>
internal sealed class FeedLane(long widthMs)
{
    public long WidthMs { get; } = widthMs;

    public long LastSequence { get; set; }

    /// <summary>Oldest first; without holes.</summary>
    public Queue<FeedWindow> Ring { get; } = new();

    public long RingBytes { get; set; }

    public List<WindowSubscription> Subscriptions { get; } = [];
}
