using Pipeline.Protocol.Wire;

namespace Pipeline.Core.Endpoints;

/// <summary>
/// Tallies go where an event of their second would go. They come after the events, so that a tally finds the estimate it takes the place
/// of.
/// </summary>
internal ref partial struct SectionApplier
{
    private void AddTallies()
    {
        int index = 0;
        foreach (TallyEntry tally in _section.Tallies)
            AddTally(index++, tally);
    }

    private void AddTally(int index, in TallyEntry tally)
    {
        long time = tally.UnixSecond * 1_000;
        if (time > LatestAllowedUnixMs)
        {
            RefuseTally(index, RefusalReason.TooFarAhead);
            return;
        }

        int slot = FindSlot(_slots.WindowOf(time), tally.SegmentIndex);
        if (slot == SlotTable.Refused)
        {
            RefuseTally(index, RefusalReason.TooOld);
            return;
        }

        _slots.Slots[slot].Cell.AddTally(tally.Outcome, tally.Count);
        _acceptedTallies++;
        _overflowSegments += _slots.Slots[slot].IsOverflow ? 1 : 0;
        Accept(time);
    }

    private void RefuseTally(int index, RefusalReason reason)
    {
        _refusedTallies++;
        _tooOld += reason == RefusalReason.TooOld ? 1 : 0;
        if (_scratch.TallyRefusals.Count < ApplyResult.ListedRefusalsMax)
            _scratch.TallyRefusals.Add(new Refusal(index, reason));
    }
}
