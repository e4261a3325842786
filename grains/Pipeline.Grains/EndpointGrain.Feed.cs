using Pipeline.Core.Endpoints;
using Pipeline.Core.Windows;

namespace Pipeline.Grains;

/// <summary>Tells those who listen what has closed.</summary>
public sealed partial class EndpointGrain
{
    private readonly List<ClosedCell> _closed = [];

    /// <summary>
    /// Only what closes by an entry that was just committed is told: neither what a replay closes again, nor what a snapshot brought back.
    /// </summary>
    private ApplyResult ApplyAndPublish(PendingEntry entry)
    {
        _state.NotesClosed = feed.IsWanted;
        ApplyResult result = _inbox.ApplyNext(entry);
        _state.TakeClosed(_closed);
        if (_closed.Count > 0)
        {
            feed.Publish(this.GetPrimaryKeyString(), _state, _closed);
            _closed.Clear();
        }

        return result;
    }
}
