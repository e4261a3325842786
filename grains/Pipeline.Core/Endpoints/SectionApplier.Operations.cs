using Pipeline.Core.Packing;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Wire;

namespace Pipeline.Core.Endpoints;

/// <summary>Operations, one group of events at a time.</summary>
internal ref partial struct SectionApplier
{
    private void AddOperations()
    {
        foreach (OperationGroup group in _section.Operations)
            AddOperation(group);
    }

    private void AddOperation(scoped in OperationGroup group)
    {
        ReadOnlySpan<int> events = PositionsOf(group);
        ReadOnlySpan<int> slots = SlotsOf(events);
        int accepted = CountAccepted(slots);
        if (accepted == 0)
            return;
        int number = _state.Operations.GetOrAdd(_section.GetUtf8(group.NameIndex), (byte)group.Kind, out bool isOverflow);
        _overflowOperations += isOverflow ? accepted : 0;
        AddCalls(number, group.Calls, events, slots);
        AddOptional(number, group, OperationColumnId.Time, events, slots);
        AddOptional(number, group, OperationColumnId.SelfTime, events, slots);
        AddOptional(number, group, OperationColumnId.Errors, events, slots);
    }

    private readonly ReadOnlySpan<int> PositionsOf(scoped in OperationGroup group)
    {
        if (group.AllPresent)
            return default;
        Span<int> positions = _scratch.GroupPositions(group.EventCount);
        group.ReadPositions(positions);
        return positions;
    }

    private readonly int CountAccepted(ReadOnlySpan<int> slots)
    {
        if (_refusedEvents == 0)
            return slots.Length;
        int accepted = 0;
        foreach (int slot in slots)
            accepted += slot != SlotTable.Refused ? 1 : 0;
        return accepted;
    }

    private readonly void AddCalls(int number, scoped in ColumnReader column, ReadOnlySpan<int> events, ReadOnlySpan<int> slots)
    {
        Span<long> calls = _scratch.Values(column.SlotCount);
        column.DecodeAll(calls);
        if (_isUniform && ColumnSums.AreBelow(calls, ColumnSums.CallsBits))
        {
            AddUniformCalls(number, column, calls, slots);
            return;
        }

        for (int index = 0; index < calls.Length; index++)
        {
            int at = EventOf(events, index);
            if (slots[index] != SlotTable.Refused)
                _slots.Slots[slots[index]].Cell.GetOrAddOperation(number).AddCalls(calls[index], CountOf(at), WeightOf(at));
        }
    }

    private readonly void AddUniformCalls(int number, scoped in ColumnReader column, ReadOnlySpan<long> calls, ReadOnlySpan<int> slots)
    {
        Span<CallsSum> sums = _scratch.Sums.ResetCalls(_slots.Count);
        if (column.IsConstant)
            ColumnSums.SumConstantCalls(slots, column.ConstantValue, sums);
        else
            ColumnSums.SumCalls(slots, calls, sums);
        for (int slot = 1; slot < sums.Length; slot++)
        {
            ref CallsSum sum = ref sums[slot];
            bool isUsed = false;
            foreach (ref long bucket in (Span<long>)sum.Events)
            {
                isUsed |= bucket != 0;
                // At most 2^16 events of weight 2^40.
                bucket *= _sameWeight;
            }

            if (isUsed)
                _slots.Slots[slot].Cell.GetOrAddOperation(number).AddCalls(Weighted(sum.Calls), Weighted(sum.Squares), sum.Max, sum.Events);
        }
    }

    private readonly void AddOptional(
        int number,
        scoped in OperationGroup group,
        OperationColumnId id,
        ReadOnlySpan<int> events,
        ReadOnlySpan<int> slots)
    {
        if (!group.TryGetColumn(id, out ColumnReader column))
            return;
        ReadOnlySpan<long> values = Decode(column, out ReadOnlySpan<int> members);
        if (_isUniform && members.IsEmpty && ColumnSums.AreBelow(values, ColumnSums.AmountBits))
        {
            Span<SlotSum> sums = _scratch.Sums.ResetSums(_slots.Count);
            ColumnSums.Sum(slots, values, sums);
            for (int slot = 1; slot < sums.Length; slot++)
            {
                if (sums[slot].Count > 0)
                    AddTo(_slots.Slots[slot].Cell.GetOrAddOperation(number), id, Weighted(sums[slot].Sum));
            }

            return;
        }

        for (int index = 0; index < values.Length; index++)
        {
            int member = EventOf(members, index);
            int at = EventOf(events, member);
            if (slots[member] != SlotTable.Refused)
                AddTo(_slots.Slots[slots[member]].Cell.GetOrAddOperation(number), id, Saturating.Wide(values[index], WeightOf(at)));
        }
    }

    private static void AddTo(OperationCell operation, OperationColumnId id, Int128 sumMicro)
    {
        if (id == OperationColumnId.Time)
            operation.AddTime(sumMicro);
        else if (id == OperationColumnId.SelfTime)
            operation.AddSelfTime(sumMicro);
        else
            operation.AddErrors(sumMicro);
    }
}
