using Orleans.Services;

namespace Pipeline.Silo.Hosting.Feed;

/// <summary>A silo's feed, as the other silos reach it.</summary>
internal interface IFeedRelayService : IGrainService
{
    /// <summary>Takes windows in, each once however often it is sent.</summary>
    /// <returns>Whether anybody here has a use for more of them.</returns>
    [Alias("take")]
    Task<bool> TakeAsync(FeedBatch batch);
}
