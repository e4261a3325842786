using System.Collections.Immutable;
using Pipeline.Core.Queries;
using Pipeline.Grains.Feed;

namespace Pipeline.Silo.Hosting.Feed;

/// <summary>Sends every window that closes here to the feeds of all other active silos.</summary>
/// <remarks>
/// Thread-safe. Each silo has a queue and a sender of its own, so one that is slow or away keeps nobody else waiting, least of all a grain. What
/// waits when a silo dies, and what closed on a silo that is killed before it was sent, reaches no client of the others.
/// </remarks>
internal sealed class FeedRelay(
    WindowFeed feed, IFeedRelayClient client, ISiloStatusOracle silos, TimeProvider clock, ILogger<FeedRelay> logger)
    : IWindowFeedOutlet, ISiloStatusListener
{
    private readonly Lock _gate = new();
    private volatile ImmutableDictionary<SiloAddress, FeedPeer> _peers = ImmutableDictionary<SiloAddress, FeedPeer>.Empty;
    private bool _isStopped;

    public bool HasPeers => !_peers.IsEmpty;

    public bool IsWanted
    {
        get
        {
            foreach ((_, FeedPeer peer) in _peers)
            {
                if (peer.IsWanted)
                    return true;
            }

            return false;
        }
    }

    public void Start()
    {
        silos.SubscribeToSiloStatusEvents(this);
        feed.Connect(this);
        Refresh();
    }

    /// <summary>Sends what waits, for a moment, and no more.</summary>
    public async Task StopAsync()
    {
        feed.Connect(null);
        silos.UnSubscribeFromSiloStatusEvents(this);
        ICollection<FeedPeer> peers;
        lock (_gate)
        {
            _isStopped = true;
            peers = [.. _peers.Values];
            _peers = _peers.Clear();
        }

        await Task.WhenAll(peers.Select(peer => peer.FinishAsync()));
    }

    public void Offer(IReadOnlyList<PortableWindow> windows)
    {
        foreach ((_, FeedPeer peer) in _peers)
            peer.Offer(windows);
    }

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status) => Refresh();

    private void Refresh()
    {
        lock (_gate)
        {
            if (_isStopped)
                return;
            HashSet<SiloAddress> active = [.. silos.GetApproximateSiloStatuses(onlyActive: true).Keys];
            active.Remove(silos.SiloAddress);
            foreach ((SiloAddress silo, FeedPeer peer) in _peers)
            {
                if (!active.Contains(silo))
                    peer.Abandon();
            }

            _peers = active.ToImmutableDictionary(
                silo => silo, silo => _peers.TryGetValue(silo, out FeedPeer? known) ? known : new FeedPeer(silo, silos.SiloAddress, feed, client, clock, logger));
        }
    }
}
