using Pipeline.Protocol.Identities;

namespace Pipeline.Core.Endpoints;

/// <summary>Which batches a stream has applied, by source: what makes a repeated batch count once.</summary>
/// <remarks>
/// A source unused for seven days of arrival time counts as forgotten. A source that started before that horizon and is not remembered
/// may have been forgotten, so it is refused rather than counted twice. Time is the arrival of the entry at hand, so forgetting is a
/// function of the log; and a mark past the horizon is removed only when its place is needed, so a clock that jumps ahead and comes back
/// has neither refused sources for good nor lost their marks.
/// </remarks>
internal sealed class SourceMarks
{
    /// <summary>Sources remembered by one stream.</summary>
    public const int SourcesMax = 4_096;

    /// <summary>Arrival time after which an unused source is forgotten, ms: seven days.</summary>
    public const long HorizonMs = 7L * 24 * 3_600_000;

    private readonly Dictionary<SourceId, SourceMark> _marks = [];

    public int Count => _marks.Count;

    public Dictionary<SourceId, SourceMark> All => _marks;

    /// <summary>What <see cref="Add"/> would find, without changing anything.</summary>
    /// <param name="identity">The batch.</param>
    /// <param name="nowUnixMs">Its arrival.</param>
    public ApplyStatus Classify(in BatchIdentity identity, long nowUnixMs)
    {
        if (_marks.TryGetValue(identity.Source.Id, out SourceMark? mark) && !IsExpired(mark, nowUnixMs))
            return mark.Classify(identity.Sequence);
        if (identity.Source.StartUnixMs < nowUnixMs - HorizonMs)
            return ApplyStatus.SourceExpired;
        return mark is null && _marks.Count >= SourcesMax && !HasExpired(nowUnixMs) ? ApplyStatus.TooManySources : ApplyStatus.Applied;
    }

    /// <summary>Records a batch if it is new, and says what it was.</summary>
    public ApplyStatus Add(in BatchIdentity identity, long nowUnixMs)
    {
        ApplyStatus status = Classify(identity, nowUnixMs);
        if (status != ApplyStatus.Applied)
            return status;
        long usedUnixMs = UseOf(identity.Source, nowUnixMs);
        if (_marks.TryGetValue(identity.Source.Id, out SourceMark? mark) && !IsExpired(mark, nowUnixMs))
        {
            mark.Add(identity.Sequence, usedUnixMs);
            return status;
        }

        if (_marks.Count >= SourcesMax)
            ForgetExpired(nowUnixMs);
        _marks[identity.Source.Id] = new SourceMark(identity.Sequence, usedUnixMs);
        return status;
    }

    /// <summary>
    /// A source whose clock runs ahead is remembered until its start, too, lies behind the horizon: else it would be forgotten while it still
    /// seems new, and its batches would be counted again. Limited, so that a wild clock does not hold its place for ever.
    /// </summary>
    private static long UseOf(in SourceIdentity source, long nowUnixMs) =>
        Math.Max(nowUnixMs, Math.Min(source.StartUnixMs, nowUnixMs + HorizonMs));

    private static bool IsExpired(SourceMark mark, long nowUnixMs) => mark.LastUseUnixMs < nowUnixMs - HorizonMs;

    private bool HasExpired(long nowUnixMs)
    {
        foreach (SourceMark mark in _marks.Values)
        {
            if (IsExpired(mark, nowUnixMs))
                return true;
        }

        return false;
    }

    private void ForgetExpired(long nowUnixMs)
    {
        foreach ((SourceId source, SourceMark mark) in _marks)
        {
            if (IsExpired(mark, nowUnixMs))
                _marks.Remove(source);
        }
    }
}
