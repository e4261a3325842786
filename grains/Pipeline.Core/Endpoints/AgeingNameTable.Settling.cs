using Pipeline.Core.Packing;

namespace Pipeline.Core.Endpoints;

/// <summary>How names win and lose places.</summary>
internal sealed partial class AgeingNameTable
{
    /// <summary>A name that was not seen for so long leaves its place to any other: a day.</summary>
    public const long AgeMs = 24 * 3_600_000;

    // Weights are halved once so many uses for each place were counted, so that chance alone hardly makes one name twice as heavy as an
    // equal one; and at most once a minute, so that a busy endpoint does not forget what happens every few seconds.
    private const int UsesPerPlace = 64;
    private const long HalvingMsMin = 60_000;

    // While numbers are scarce, a name must weigh at least one part in this many times the numbers left of all that is done.
    private const int ShareDivisor = 4;

    private const long NeverHalved = long.MinValue;

    private Int128 _totalWeight;
    private long _useCount;
    private long _halvedPeriod = NeverHalved;
    private bool _isWarm;

    /// <summary>Whether uses are weighed and places change hands; otherwise names have their places for ever.</summary>
    public bool IsAgeing { get; private set; }

    // Half of the numbers beyond the places go to whoever outgrows another; the rest must be earned, so that a stream of names that are
    // used once cannot use up what the next heavy one needs.
    private bool IsScarce => NumbersLeft <= (numberCount - capacity) / 2;

    /// <summary>Begins to weigh uses.</summary>
    /// <param name="lastUseUnixMs">No earlier than any use so far.</param>
    public void StartAgeing(long lastUseUnixMs)
    {
        IsAgeing = true;
        // Names that were counted without being weighed would all look unused: no place changes hands before the first halving.
        _isWarm = _names.Count == 0;
        foreach (ref NumberUse use in _uses.AsSpan(0, _names.Count))
            use.LastUseUnixMs = lastUseUnixMs;
    }

    /// <summary>Lets the names without a place that were used since the last call take those of lighter ones.</summary>
    /// <remarks>Only between entries: what one entry does is counted under one number.</remarks>
    public PlaceChanges Settle(long watermarkUnixMs)
    {
        PlaceChanges changes = default;
        if (_overflow is { HasTouched: true } overflow)
        {
            changes = _isWarm ? GivePlaces(overflow, watermarkUnixMs) : default;
            overflow.ClearTouched();
        }

        if (_useCount >= (long)UsesPerPlace * capacity)
            Halve(watermarkUnixMs);
        return changes;
    }

    private PlaceChanges GivePlaces(OverflowCounter overflow, long watermarkUnixMs)
    {
        int replaced = 0;
        int freed = 0;
        bool isBlocked = false;
        while (true)
        {
            int holder = FindHolder(watermarkUnixMs - AgeMs);
            bool isAged = holder >= 0 && _uses[holder].LastUseUnixMs < watermarkUnixMs - AgeMs;
            int candidate = holder >= 0 ? FindCandidate(overflow.Entries, isAged ? -1 : _uses[holder].Weight, ref isBlocked) : -1;
            if (candidate < 0)
                return new PlaceChanges(replaced, freed, isBlocked ? 1 : 0);
            Replace(holder, overflow, candidate, watermarkUnixMs);
            freed += isAged ? 1 : 0;
            replaced += isAged ? 0 : 1;
        }
    }

    /// <summary>Who is first to lose its place: one not seen since <paramref name="agedUnixMs"/>, else the lightest.</summary>
    private int FindHolder(long agedUnixMs)
    {
        int first = -1;
        for (int number = 0; number < _names.Count; number++)
        {
            if (_uses[number].State == NumberState.Placed && (first < 0 || IsBefore(_uses[number], _uses[first], agedUnixMs)))
                first = number;
        }

        return first;
    }

    private static bool IsBefore(in NumberUse left, in NumberUse right, long agedUnixMs)
    {
        bool isAged = left.LastUseUnixMs < agedUnixMs;
        if (isAged != right.LastUseUnixMs < agedUnixMs)
            return isAged;
        return left.Weight != right.Weight ? left.Weight < right.Weight : left.LastUseUnixMs < right.LastUseUnixMs;
    }

    /// <summary>The heaviest name used since the last call that is more than twice as heavy as the holder and has, or may have, a number.</summary>
    private int FindCandidate(ReadOnlySpan<OverflowCounter.Entry> entries, Int128 holderWeight, ref bool isBlocked)
    {
        Int128 least = NumbersLeft > 0 && IsScarce ? _totalWeight / (ShareDivisor * NumbersLeft) : 0;
        int best = -1;
        for (int index = 0; index < entries.Length; index++)
        {
            ref readonly OverflowCounter.Entry entry = ref entries[index];
            if (!entry.IsTouched || entry.Guaranteed - holderWeight <= holderWeight)
                continue;
            bool isAffordable = (NumbersLeft > 0 && entry.Guaranteed >= least) || _numbers.ContainsKey(entry.Key);
            if (isAffordable && (best < 0 || IsHeavier(entry, entries[best])))
                best = index;
            isBlocked |= !isAffordable;
        }

        return best;
    }

    private static bool IsHeavier(in OverflowCounter.Entry left, in OverflowCounter.Entry right)
        => left.Guaranteed != right.Guaranteed ? left.Guaranteed > right.Guaranteed : string.CompareOrdinal(left.Key, right.Key) < 0;

    private void Replace(int holder, OverflowCounter overflow, int candidate, long watermarkUnixMs)
    {
        OverflowCounter.Entry entry = overflow.Entries[candidate];
        ref NumberUse losing = ref _uses[holder];
        overflow.Exchange(candidate, KeyOf(_names[holder].Text, _names[holder].Kind), losing.Weight);
        losing.State = NumberState.Kept;
        losing.Weight = 0;
        _placedCount--;
        _keptCount++;

        if (_numbers.TryGetValue(entry.Key, out int number))
        {
            _uses[number].State = NumberState.Placed;
            _placedCount++;
            _keptCount--;
        }
        else
        {
            number = Add(entry.Key);
        }

        ref NumberUse winning = ref _uses[number];
        winning.Weight = entry.Guaranteed;
        winning.LastUseUnixMs = Math.Max(winning.LastUseUnixMs, watermarkUnixMs);
    }

    private void Halve(long watermarkUnixMs)
    {
        long period = watermarkUnixMs / HalvingMsMin;
        if (period <= _halvedPeriod)
            return;
        foreach (ref NumberUse use in _uses.AsSpan(0, _names.Count))
            use.Weight >>= 1;
        _totalWeight >>= 1;
        _overflow?.Halve();
        _useCount = 0;
        _halvedPeriod = period;
        _isWarm = true;
    }
}
