using Pipeline.Core.Endpoints;

namespace Pipeline.Grains;

/// <summary>Tells those who listen what has closed.</summary>
public sealed partial class EndpointGrain
{
    /// <summary>
    /// Only what closes by an entry that was just committed is told: neither what a replay closes again, nor what a snapshot brought back.
    /// </summary>
    private ApplyResult ApplyAndPublish(PendingEntry entry)
    {
        ApplyResult result = _inbox.ApplyNext(entry);
        if (_endpoint.Closed.Count > 0 && feed.IsWanted)
            feed.Publish(this.GetPrimaryKeyString(), State, _endpoint.Closed);
        return result;
    }
}
