using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Queries;
using Pipeline.Core.Windows;

namespace Pipeline.Grains.Feed;

/// <summary>Windows of all endpoints as they close: the latest are kept for those who come back, and handed to those who listen.</summary>
/// <remarks>
/// <para>Thread-safe. Windows stay packed until a client reads them, so one that nobody wants costs an object and a place in the ring; with
/// neither ring nor clients it costs nothing, since grains ask <see cref="IsWanted"/> first.</para>
/// <para>Each width is numbered by itself, and where the ring is full, the width that takes most of it gives way: a second's windows cannot
/// push out the few of an hour.</para>
/// <para>In a cluster every silo has a feed of its own, which takes in what closes on the others under its own numbers.</para>
/// </remarks>
public sealed class WindowFeed : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Pipeline.WindowFeed";

    /// <summary>Different widths; options of endpoints could name any number of them.</summary>
    internal const int LaneCountMax = 32;

    private const int RandomBits = 16;

    private readonly Lock _gate = new();
    private readonly WindowFeedOptions _options;
    private readonly Dictionary<long, FeedLane> _lanes = [];
    private readonly Meter _meter;
    private readonly Counter<long> _published;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _relayed;
    private readonly Counter<long> _received;
    private volatile IWindowFeedOutlet? _outlet;
    private int _clientCount;
    private int _ringCount;
    private long _ringBytes;
    private bool _isClosed;

    public WindowFeed(IOptions<WindowFeedOptions> options, TimeProvider clock, IMeterFactory? meterFactory = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        _options = options.Value;
        // Silos that start together still have different runs.
        Run = (clock.GetUtcNow().ToUnixTimeMilliseconds() << RandomBits) | (long)Random.Shared.Next(1 << RandomBits);
        _meter = meterFactory?.Create(MeterName) ?? new Meter(MeterName);
        _published = _meter.CreateCounter<long>("pipeline.window_feed.windows", "{window}", "Closed windows that were kept or handed to clients.");
        _dropped = _meter.CreateCounter<long>("pipeline.window_feed.dropped", "{window}", "Closed windows that clients did not get, by reason.");
        _relayed = _meter.CreateCounter<long>("pipeline.window_feed.relayed", "{window}", "Closed windows handed to other silos, once for each.");
        _received = _meter.CreateCounter<long>("pipeline.window_feed.received", "{window}", "Closed windows taken from other silos.");
        _meter.CreateObservableGauge("pipeline.window_feed.clients", () => Volatile.Read(ref _clientCount), "{client}", "Clients that listen.");
        _meter.CreateObservableGauge("pipeline.window_feed.ring", () => Volatile.Read(ref _ringBytes), "By", "Bytes kept for clients that come back.");
    }

    /// <summary>Another for each feed: when it began, and a random number.</summary>
    public long Run { get; }

    /// <summary>Whether anybody has a use for what closes now.</summary>
    public bool IsWanted => IsWantedHere || _outlet is { IsWanted: true };

    /// <summary>Likewise, of this silo alone.</summary>
    public bool IsWantedHere => IsRingEnabled || Volatile.Read(ref _clientCount) > 0;

    private bool IsRingEnabled => _options.RingBytesMax > 0;

    /// <summary>Takes in what an endpoint has closed.</summary>
    /// <param name="endpoint">Its name.</param>
    /// <param name="state">Its state, in the turn in which the windows closed.</param>
    /// <param name="closed">The windows.</param>
    public void Publish(string endpoint, EndpointState state, IReadOnlyList<ClosedCell> closed)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(closed);
        PortableWindow[] windows = new PortableWindow[closed.Count];
        OperationNames names = state.OperationNames;
        for (int index = 0; index < windows.Length; index++)
            windows[index] = new PortableWindow(endpoint, state.SegmentName(closed[index].Segment), closed[index], names);
        TakeIn(windows);
        if (_outlet is { IsWanted: true } outlet)
            outlet.Offer(windows);
    }

    /// <summary>Takes in what has closed on another silo.</summary>
    public void Receive(IReadOnlyList<PortableWindow> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        TakeIn(windows);
        Count(_received, windows.Count);
    }

    /// <summary>Hands everything that closes here to an outlet too, from now on; null for no more.</summary>
    public void Connect(IWindowFeedOutlet? outlet) => _outlet = outlet;

    /// <summary>Counts windows that another silo has taken.</summary>
    public void CountRelayed(long windows) => Count(_relayed, windows);

    /// <summary>Counts windows that another silo will not get, by a stable word.</summary>
    public void CountDropped(long windows, string reason) => Count(_dropped, windows, reason);

    /// <summary>Listens to what closes from now on.</summary>
    /// <param name="filter">Which windows.</param>
    /// <param name="after">The last one that the client has; null if it begins now.</param>
    /// <param name="subscription">Belongs to the caller.</param>
    /// <returns>False if there are as many clients as there may be, or the silo stops.</returns>
    public bool TrySubscribe(WindowFilter filter, FeedPosition? after, [NotNullWhen(true)] out WindowSubscription? subscription)
    {
        ArgumentNullException.ThrowIfNull(filter);
        subscription = null;
        lock (_gate)
        {
            if (_isClosed || _clientCount >= _options.ClientCountMax || !TryGetLane(filter.WidthMs, out FeedLane? lane))
                return false;
            (FeedGap? gap, long from) = Resume(lane, after);
            IEnumerable<FeedWindow> backlog = lane.Ring.Where(window => window.Sequence > from && filter.Takes(window));
            subscription = new WindowSubscription(this, _options, filter, gap, backlog);
            lane.Subscriptions.Add(subscription);
            _clientCount++;
            return true;
        }
    }

    /// <summary>Ends all subscriptions and takes no more: the silo stops.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (FeedLane lane in _lanes.Values)
            {
                foreach (WindowSubscription subscription in lane.Subscriptions)
                    subscription.Complete();
            }
        }
    }

    public void Dispose() => _meter.Dispose();

    internal void Remove(WindowSubscription subscription)
    {
        lock (_gate)
        {
            if (_lanes[subscription.Filter.WidthMs].Subscriptions.Remove(subscription))
                _clientCount--;
        }
    }

    /// <summary>Whether several clients read the windows of a width, so that what is worked out for one is worth keeping.</summary>
    internal bool IsShared(long widthMs)
    {
        lock (_gate)
            return _lanes[widthMs].Subscriptions.Count > 1;
    }

    /// <summary>Counts what a kept window has come to hold in addition.</summary>
    internal void OnGrown(FeedWindow window, int bytes)
    {
        lock (_gate)
        {
            if (!window.IsInRing)
                return;
            window.SizeBytes += bytes;
            _lanes[window.WidthMs].RingBytes += bytes;
            _ringBytes += bytes;
            MakeRoom();
        }
    }

    private void TakeIn(IReadOnlyList<PortableWindow> windows)
    {
        int published = 0;
        int pushedOut = 0;
        int unnumbered = 0;
        lock (_gate)
        {
            foreach (PortableWindow closed in windows)
            {
                if (!TryGetLane(closed.Cell.WidthMs, out FeedLane? lane))
                {
                    unnumbered++;
                    continue;
                }

                lane.LastSequence++;
                if (!IsRingEnabled && lane.Subscriptions.Count == 0)
                    continue;
                FeedWindow window = new(this, lane.LastSequence, closed);
                published++;
                if (IsRingEnabled)
                    Keep(lane, window);
                foreach (WindowSubscription subscription in lane.Subscriptions)
                    pushedOut += subscription.Filter.Takes(window) ? subscription.Offer(window) : 0;
            }
        }

        Count(_published, published);
        Count(_dropped, pushedOut, FeedGap.SlowClient);
        Count(_dropped, unnumbered, "too-many-widths");
    }

    /// <summary>What a client has missed that comes back, and the number after which it goes on.</summary>
    private (FeedGap? Gap, long From) Resume(FeedLane lane, FeedPosition? after)
    {
        if (after is not { } position)
            return (null, long.MaxValue);
        if (position.Run != Run || position.Sequence > lane.LastSequence)
        {
            // It may come from another silo, which has sent it much of what is kept here: it gets nothing twice.
            return (new FeedGap(null, FeedGap.OtherRun), _outlet is { HasPeers: true } ? long.MaxValue : 0);
        }

        // Without a ring nothing is published while nobody listens, so nobody can say how many there were.
        if (!IsRingEnabled)
            return (new FeedGap(null, FeedGap.NoLongerKept), long.MaxValue);
        long firstKept = lane.LastSequence - lane.Ring.Count + 1;
        long missed = Math.Max(0, firstKept - 1 - position.Sequence);
        Count(_dropped, missed, FeedGap.NoLongerKept);
        return (missed > 0 ? new FeedGap(missed, FeedGap.NoLongerKept) : null, position.Sequence);
    }

    private void Keep(FeedLane lane, FeedWindow window)
    {
        window.IsInRing = true;
        lane.Ring.Enqueue(window);
        lane.RingBytes += window.SizeBytes;
        _ringBytes += window.SizeBytes;
        _ringCount++;
        MakeRoom();
    }

    private void MakeRoom()
    {
        while (_ringBytes > _options.RingBytesMax || _ringCount > _options.RingWindowsMax)
        {
            FeedLane fullest = FindFullest();
            FeedWindow oldest = fullest.Ring.Dequeue();
            oldest.IsInRing = false;
            fullest.RingBytes -= oldest.SizeBytes;
            _ringBytes -= oldest.SizeBytes;
            _ringCount--;
        }
    }

    private FeedLane FindFullest()
    {
        FeedLane? fullest = null;
        foreach (FeedLane lane in _lanes.Values)
            fullest = fullest is null || lane.RingBytes > fullest.RingBytes ? lane : fullest;
        return fullest!;
    }

    private bool TryGetLane(long widthMs, [NotNullWhen(true)] out FeedLane? lane)
    {
        if (_lanes.TryGetValue(widthMs, out lane))
            return true;
        if (_lanes.Count < LaneCountMax)
            _lanes.Add(widthMs, lane = new FeedLane(widthMs));
        return lane is not null;
    }

    private static void Count(Counter<long> counter, long count)
    {
        if (count > 0)
            counter.Add(count);
    }

    private static void Count(Counter<long> counter, long count, string reason)
    {
        if (count > 0)
            counter.Add(count, new KeyValuePair<string, object?>("reason", reason));
    }
}
