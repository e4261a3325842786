using Pipeline.EventLog.Index;

namespace Pipeline.EventLog.Sqlite;

/// <summary>Finds where a stream goes on from a commit time: the frame by bisection, since positions have no gaps and commit times never
/// fall, then the stream's first part from that frame on, in the tail or back along its sealed ranges.</summary>
internal static class CommitTimeSearch
{
    public static Offset Find(LogReader reader, long streamId, ReadPlan plan, long committedAtUnixMs)
    {
        if (FindPosition(reader, committedAtUnixMs) is not { } position)
            return plan.Head;
        int inTail = Array.FindIndex(plan.Tail, run => run.Position >= position);
        Offset found = inTail >= 0 ? plan.Tail[inTail].First : plan.Head;
        if (inTail > 0)
            return Max(found, plan.First);
        for (long rangeId = plan.LastRangeId; rangeId != 0;)
        {
            // Retention removes ranges from the oldest on; before the first one left there is nothing to be found.
            if (reader.FindRange(rangeId, streamId) is not { } range)
                break;
            int first = range.Runs.FindIndex(run => run.Position >= position);
            if (first >= 0)
                found = range.Runs[first].First;
            if (first != 0)
                break;
            rangeId = range.Row.PreviousRangeId;
        }

        return Max(found, plan.First);
    }

    private static long? FindPosition(LogReader reader, long committedAtUnixMs)
    {
        if (reader.ReadPositions() is not { } kept)
            return null;
        (long low, long high) = (kept.First, kept.Last + 1);
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            // A frame that retention has removed meanwhile was older than all that are left.
            if (reader.ReadCommittedAt(middle) is { } committedAt && committedAt >= committedAtUnixMs)
                high = middle;
            else
                low = middle + 1;
        }

        return low <= kept.Last ? low : null;
    }

    private static Offset Max(Offset left, Offset right) => left > right ? left : right;
}
