namespace Pipeline.Grains.Feed;

/// <summary>Windows that a client does not get.</summary>
/// <param name="Missed">How many; null if nobody knows.</param>
/// <param name="Reason">A stable word.</param>
public readonly record struct FeedGap(long? Missed, string Reason)
{
    internal const string SlowClient = "slow-client";
    internal const string NoLongerKept = "no-longer-kept";
    internal const string OtherRun = "other-run";
}
