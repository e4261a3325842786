using Pipeline.Core.Packing;
using Pipeline.Core.Sketches;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Core.Endpoints;

/// <summary>Durations and resources.</summary>
internal ref partial struct SectionApplier
{
    private readonly void AddDurations()
    {
        if (!_section.TryGetColumn(ColumnId.Duration, out ColumnReader column))
            return;
        ReadOnlySpan<long> values = Decode(column, out ReadOnlySpan<int> events);
        ReadOnlySpan<int> slots = SlotsOf(events);
        if (IsUniformAndWhole && ColumnSums.AreBelow(values, ColumnSums.AmountBits))
        {
            _scratch.Sums.ResetStores();
            for (int slot = 1; slot < _slots.Count; slot++)
                _scratch.Sums.SetStores(slot, _slots.Slots[slot].Cell.Duration);
            Span<SlotSum> sums = SketchUniform(slots, values);
            for (int slot = 1; slot < sums.Length; slot++)
                AddMoments(_slots.Slots[slot].Cell.Duration, sums[slot]);
        }
        else
        {
            for (int index = 0; index < values.Length; index++)
            {
                int at = EventOf(events, index);
                if (slots[index] != SlotTable.Refused)
                    _slots.Slots[slots[index]].Cell.Duration.Add(values[index], CountOf(at), WeightOf(at));
            }
        }

        OfferExemplars(values, slots, events);
    }

    private readonly void AddResource(Resource resource)
    {
        if (!_section.TryGetColumn(ColumnIds.Of(resource), out ColumnReader column))
            return;
        ReadOnlySpan<long> values = Decode(column, out ReadOnlySpan<int> events);
        ReadOnlySpan<int> slots = SlotsOf(events);
        if (IsUniformAndWhole && ColumnSums.AreBelow(values, ColumnSums.AmountBits))
        {
            Span<SlotSum> sums = _scratch.Sums.ResetSums(_slots.Count);
            ColumnSums.Sum(slots, values, sums);
            for (int slot = 1; slot < sums.Length; slot++)
            {
                ref readonly SlotSum sum = ref sums[slot];
                if (sum.Count > 0)
                    _slots.Slots[slot].Cell.AddResource((int)resource, new ResourceTotals(Weighted(sum.Sum), Weighted(sum.Count), sum.Max));
            }

            return;
        }

        for (int index = 0; index < values.Length; index++)
        {
            int at = EventOf(events, index);
            if (slots[index] != SlotTable.Refused)
                _slots.Slots[slots[index]].Cell.AddResource((int)resource, values[index], CountOf(at), WeightOf(at));
        }
    }

    /// <summary>The present values of a column, and of each the event's index; no indices if all events have one.</summary>
    private readonly ReadOnlySpan<long> Decode(scoped in ColumnReader column, out ReadOnlySpan<int> events)
    {
        Span<long> values = _scratch.Values(column.PresentCount);
        column.DecodeValues(values);
        events = default;
        if (!column.AllPresent)
        {
            Span<int> positions = _scratch.Positions(column.PresentCount);
            column.ReadPositions(positions);
            events = positions;
        }

        return values;
    }

    private static int EventOf(ReadOnlySpan<int> events, int index) => events.IsEmpty ? index : events[index];

    /// <summary>The slots of events; of all events if there are no indices.</summary>
    private readonly ReadOnlySpan<int> SlotsOf(ReadOnlySpan<int> events)
    {
        if (events.IsEmpty)
            return _eventSlots;
        Span<int> slots = _scratch.GroupSlots(events.Length);
        for (int index = 0; index < events.Length; index++)
            slots[index] = _eventSlots[events[index]];
        return slots;
    }

    /// <summary>Counts values in the stores that the caller has set, and sums them.</summary>
    private readonly Span<SlotSum> SketchUniform(ReadOnlySpan<int> slots, ReadOnlySpan<long> values)
    {
        UniformSums memory = _scratch.Sums;
        ColumnSums.CountBuckets(slots, values, memory.Stores, _sameWeight);
        if (memory.HasCertain)
            ColumnSums.CountBuckets(slots, values, memory.CertainStores, _sameWeight);
        Span<SlotSum> sums = memory.ResetSums(_slots.Count);
        ColumnSums.Sum(slots, values, sums);
        return sums;
    }

    private readonly void AddMoments(QuantileSketch sketch, in SlotSum sum)
    {
        if (sum.Count > 0)
            sketch.AddMoments(Weighted(sum.Sum), sum.Min, sum.Max);
    }

    private readonly Int128 Weighted(long sum) => Saturating.Wide(sum, _sameWeight);

    private readonly void OfferExemplars(ReadOnlySpan<long> durations, ReadOnlySpan<int> slots, ReadOnlySpan<int> events)
    {
        ReadOnlySpan<Slot> targets = _slots.Slots;
        Span<long> floors = _scratch.Floors(targets.Length);
        floors[SlotTable.Refused] = long.MaxValue;
        for (int slot = 1; slot < targets.Length; slot++)
            floors[slot] = targets[slot].Cell.ExemplarFloorNs;
        for (int index = 0; index < durations.Length; index++)
        {
            int slot = slots[index];
            if (durations[index] < floors[slot])
                continue;
            int at = EventOf(events, index);
            targets[slot].Cell.OfferExemplar(new Exemplar(
                durations[index],
                _times[at],
                _scratch.ExemplarIds.FindTrace(_section, at),
                _scratch.ExemplarIds.FindSpan(_section, at)));
            floors[slot] = targets[slot].Cell.ExemplarFloorNs;
        }
    }
}
