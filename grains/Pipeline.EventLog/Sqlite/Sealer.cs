using Pipeline.EventLog.Index;

namespace Pipeline.EventLog.Sqlite;

/// <summary>Turns the tail of the log into a sealed range: one index row per stream in it, written side by side, and heads brought up to
/// date.</summary>
/// <remarks>
/// A row per stream and frame would be written with every commit and scattered over the index. A range of some sixty large frames costs
/// about six bytes per stream and frame instead, and its rows lie together because the range comes first in their key.
/// </remarks>
internal static class Sealer
{
    /// <summary>Seals the whole tail in one transaction, then lets readers use the index. On failure nothing has changed.</summary>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The transaction failed.</exception>
    public static void Seal(LogWriter writer, LogState state)
    {
        UnsealedTail tail = state.Tail;
        if (tail.FrameCount == 0)
            return;
        long rangeId = tail.FirstPosition;
        writer.Begin();
        writer.InsertRange(rangeId, tail.LastPosition);
        foreach (StreamState stream in tail.Streams.OrderBy(stream => stream.Id))
            writer.InsertStreamRange(new RangeRow(rangeId, stream.Id, stream.Tail[0].First, stream.LastRangeId), stream.Tail);
        writer.Commit();

        foreach (StreamState stream in tail.Streams)
            stream.PublishSeal(rangeId);
        tail.Restart(state.NextPosition);
    }
}
