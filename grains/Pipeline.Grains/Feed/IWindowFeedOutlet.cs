using Pipeline.Core.Queries;

namespace Pipeline.Grains.Feed;

/// <summary>Where windows go that close on this silo, besides its own clients: to the feeds of the other silos.</summary>
public interface IWindowFeedOutlet
{
    /// <summary>There are other silos.</summary>
    bool HasPeers { get; }

    /// <summary>One of them has a use for windows.</summary>
    bool IsWanted { get; }

    /// <summary>Hands windows on. Called in the middle of a grain's turn: it neither waits nor throws.</summary>
    void Offer(IReadOnlyList<PortableWindow> windows);
}
