using System.Diagnostics;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Wire;

namespace Pipeline.Core.Endpoints;

/// <summary>Which window and segment an event or tally goes to, and which are refused.</summary>
internal ref partial struct SectionApplier
{
    // Set in a segment's number where its name found no place.
    private const int OverflowBit = 1 << 16;

    private readonly long LatestAllowedUnixMs => _arrivalUnixMs + EndpointState.AheadOfArrivalMsMax;

    private void PrepareRouting()
    {
        _times = _scratch.Times(_eventCount);
        if (_section.TryGetColumn(ColumnId.Time, out ColumnReader column))
            column.DecodeAll(_times);
        long last = _section.BaseTimeUnixMs;
        foreach (long time in _times)
            last = Math.Max(last, time);
        foreach (TallyEntry tally in _section.Tallies)
            last = Math.Max(last, tally.UnixSecond * 1_000);
        foreach (DropEntry drop in _section.Drops)
            last = Math.Max(last, drop.UnixSecond * 1_000);

        // What is further ahead is refused before it is looked up.
        WindowTier finest = _state.Windows.Tiers[0].Tier;
        long first = finest.StartOf(_section.BaseTimeUnixMs);
        last = Math.Max(first, Math.Min(last, LatestAllowedUnixMs));
        _slots.Reset(first, last, finest.WidthMs, Math.Max(1, _section.SegmentCount));
        _scratch.SegmentNumbers.AsSpan(0, _section.SegmentCount).Fill(-1);
        _scratch.EventRefusals.Clear();
        _scratch.TallyRefusals.Clear();
        _scratch.ExemplarIds.Reset(_section);
    }

    private void RouteEvents()
    {
        _eventSlots = _scratch.EventSlots(_eventCount);
        Span<long> segments = _scratch.Segments(_eventCount);
        if (_section.TryGetColumn(ColumnId.Segment, out ColumnReader column))
            column.DecodeAll(segments);
        long watermark = _state.Windows.WatermarkUnixMs;
        long latestAllowed = LatestAllowedUnixMs;
        long window = 0;
        long windowStart = 0;
        long windowEnd = 0;
        for (int index = 0; index < _times.Length; index++)
        {
            long time = _times[index];
            if (time > latestAllowed)
            {
                RefuseEvent(index, RefusalReason.TooFarAhead);
                continue;
            }

            if (time < windowStart || time >= windowEnd)
            {
                window = _slots.WindowOf(time);
                windowStart = _slots.StartOf(window);
                windowEnd = _slots.StartOf(window + 1);
            }

            int slot = FindSlot(window, (int)segments[index]);
            if (slot == SlotTable.Refused)
            {
                RefuseEvent(index, RefusalReason.TooOld);
                continue;
            }

            _eventSlots[index] = slot;
            _slots.Events[slot]++;
            if (time < watermark)
                _lateEvents++;
            Accept(time);
        }

        CountOverflowingEvents();
    }

    private readonly int FindSlot(long window, int segmentIndex)
    {
        int slot = _slots.Find(window, segmentIndex);
        return slot != SlotTable.Unknown ? slot : CreateSlot(window, segmentIndex);
    }

    private readonly int CreateSlot(long window, int segmentIndex)
    {
        WindowSet windows = _state.Windows;
        long time = _slots.StartOf(window);
        int tier = windows.FindTier(time);
        if (tier < 0)
            return _slots.SetRefused(window, segmentIndex);
        int segment = NumberSegment(segmentIndex);
        bool isOverflow = (segment & OverflowBit) != 0;
        segment &= ~OverflowBit;
        long start = windows.Tiers[Math.Min(tier, windows.Tiers.Length - 1)].Tier.StartOf(time);
        bool isDelta = tier > 0 || !windows.IsOpen(tier, start);
        Cell cell = isDelta ? _scratch.Workspace.Rent() : windows.GetOpenCell(tier, start, segment, _scratch.Workspace);
        return _slots.Add(window, segmentIndex, new Slot(cell, tier, start, segment, isDelta, isOverflow));
    }

    private readonly int NumberSegment(int segmentIndex)
    {
        Debug.Assert(segmentIndex < _section.SegmentCount, "Validated.");
        ref int number = ref _scratch.SegmentNumbers[segmentIndex];
        if (number < 0)
        {
            number = _state.Segments.GetOrAdd(_section.GetUtf8(segmentIndex), kind: 0, out bool isOverflow);
            number |= isOverflow ? OverflowBit : 0;
        }

        return number;
    }

    private void Accept(long timeUnixMs)
    {
        LatestUnixMs = Math.Max(LatestUnixMs, timeUnixMs);
        EarliestUnixMs = Math.Min(EarliestUnixMs, timeUnixMs);
    }

    private void RefuseEvent(int index, RefusalReason reason)
    {
        _eventSlots[index] = SlotTable.Refused;
        _refusedEvents++;
        _tooOld += reason == RefusalReason.TooOld ? 1 : 0;
        if (_scratch.EventRefusals.Count < ApplyResult.ListedRefusalsMax)
            _scratch.EventRefusals.Add(new Refusal(index, reason));
    }

    private void CountOverflowingEvents()
    {
        for (int slot = 1; slot < _slots.Count; slot++)
            _overflowSegments += _slots.Slots[slot].IsOverflow ? _slots.Events[slot] : 0;
    }
}
