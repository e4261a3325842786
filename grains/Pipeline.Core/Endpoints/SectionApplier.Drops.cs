using Pipeline.Protocol.Wire;

namespace Pipeline.Core.Endpoints;

/// <summary>What the source dropped goes where a tally of its second would go. It counts neither as events nor as calls.</summary>
internal ref partial struct SectionApplier
{
    private void AddDrops()
    {
        if (!_section.HasDrops)
            return;
        foreach (DropEntry drop in _section.Drops)
            AddDrop(drop);
    }

    private void AddDrop(in DropEntry drop)
    {
        long time = drop.UnixSecond * 1_000;
        bool isTooFarAhead = time > LatestAllowedUnixMs;
        int slot = isTooFarAhead ? SlotTable.Refused : FindSlot(_slots.WindowOf(time), drop.SegmentIndex);
        if (slot == SlotTable.Refused)
        {
            _refusedDrops++;
            _tooOld += isTooFarAhead ? 0 : 1;
            return;
        }

        _slots.Slots[slot].Cell.AddDrops(drop.Counts);
        _acceptedDrops++;
        _overflowSegments += _slots.Slots[slot].IsOverflow ? 1 : 0;
        Accept(time);
    }
}
