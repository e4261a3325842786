using Pipeline.Core.Packing;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Core.Endpoints;

/// <summary>Business values, one group of events at a time.</summary>
internal ref partial struct SectionApplier
{
    private void AddValues()
    {
        if (_section.ValueGroupCount == 0)
            return;
        foreach (ValueGroup group in _section.Values)
            AddValue(group);
    }

    private void AddValue(scoped in ValueGroup group)
    {
        ReadOnlySpan<int> events = default;
        if (!group.AllPresent)
        {
            Span<int> positions = _scratch.GroupPositions(group.EventCount);
            group.ReadPositions(positions);
            events = positions;
        }

        ReadOnlySpan<int> slots = SlotsOf(events);
        int accepted = CountAccepted(slots);
        if (accepted == 0)
            return;
        int number = _state.Values.GetOrAdd(_section.GetUtf8(group.NameIndex), (byte)group.Kind, out bool isOverflow);
        _overflowValues += isOverflow ? accepted : 0;
        Span<long> amounts = _scratch.Values(group.EventCount);
        group.AmountMicro.DecodeAll(amounts);
        bool isSmall = IsUniformAndWhole && ColumnSums.AreBelow(amounts, ColumnSums.AmountBits);
        if (group.Kind == ValueKind.Sum)
            AddSums(number, amounts, events, slots, isSmall);
        else
            AddDistribution(number, amounts, events, slots, isSmall);
    }

    private readonly void AddSums(int number, ReadOnlySpan<long> amounts, ReadOnlySpan<int> events, ReadOnlySpan<int> slots, bool isSmall)
    {
        if (isSmall)
        {
            Span<SlotSum> sums = _scratch.Sums.ResetSums(_slots.Count);
            ColumnSums.Sum(slots, amounts, sums);
            for (int slot = 1; slot < sums.Length; slot++)
            {
                if (sums[slot].Count > 0)
                    _slots.Slots[slot].Cell.GetOrAddValue(number).AddSum(Weighted(sums[slot].Sum), Weighted(sums[slot].Count));
            }

            return;
        }

        for (int index = 0; index < amounts.Length; index++)
        {
            int at = EventOf(events, index);
            if (slots[index] == SlotTable.Refused)
                continue;
            ValueCell value = _slots.Slots[slots[index]].Cell.GetOrAddValue(number);
            value.AddSum(Saturating.Wide(amounts[index], WeightOf(at)), Saturating.Wide(CountOf(at), WeightOf(at)));
        }
    }

    private readonly void AddDistribution(
        int number,
        ReadOnlySpan<long> amounts,
        ReadOnlySpan<int> events,
        ReadOnlySpan<int> slots,
        bool isSmall)
    {
        if (isSmall)
        {
            _scratch.Sums.ResetStores();
            for (int slot = 1; slot < _slots.Count; slot++)
                _scratch.Sums.SetStores(slot, _slots.Slots[slot].Cell.GetOrAddValue(number).GetOrAddDistribution());
            Span<SlotSum> sums = SketchUniform(slots, amounts);
            for (int slot = 1; slot < sums.Length; slot++)
                AddMoments(_slots.Slots[slot].Cell.GetOrAddValue(number).GetOrAddDistribution(), sums[slot]);
            return;
        }

        for (int index = 0; index < amounts.Length; index++)
        {
            int at = EventOf(events, index);
            if (slots[index] == SlotTable.Refused)
                continue;
            ValueCell value = _slots.Slots[slots[index]].Cell.GetOrAddValue(number);
            value.GetOrAddDistribution().Add(amounts[index], CountOf(at), WeightOf(at));
        }
    }
}
