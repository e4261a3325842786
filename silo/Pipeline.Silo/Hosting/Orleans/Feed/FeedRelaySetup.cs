namespace Pipeline.Silo.Hosting.Feed;

/// <summary>The part of the composition root that is about the feed of several silos.</summary>
internal static class FeedRelaySetup
{
    /// <summary>Joins the feeds of all silos; a silo without others only has the service wait.</summary>
    public static ISiloBuilder AddFeedRelay(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<IFeedRelayClient, FeedRelayClient>();
        silo.Services.AddSingleton<FeedRelay>();
        return silo.AddGrainService<FeedRelayService>();
    }
}
