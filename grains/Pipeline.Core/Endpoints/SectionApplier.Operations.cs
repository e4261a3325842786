using Pipeline.Core.Packing;
using Pipeline.Core.Sketches;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Wire;

namespace Pipeline.Core.Endpoints;

/// <summary>Operations, one group of events at a time.</summary>
internal ref partial struct SectionApplier
{
    private const long SeenUnitMs = 60_000;

    private void AddOperations()
    {
        // To the minute, so that what is kept hardly depends on how events are put into sections.
        long latestUnixMs = Math.Max(LatestUnixMs, _state.Windows.WatermarkUnixMs);
        long seenUnixMs = (latestUnixMs + SeenUnitMs - 1) / SeenUnitMs * SeenUnitMs;
        foreach (OperationGroup group in _section.Operations)
            AddOperation(group, seenUnixMs);
    }

    private void AddOperation(scoped in OperationGroup group, long seenUnixMs)
    {
        ReadOnlySpan<int> events = PositionsOf(group);
        ReadOnlySpan<int> slots = SlotsOf(events);
        int accepted = CountAccepted(slots);
        if (accepted == 0)
            return;
        ReadOnlySpan<byte> name = _section.GetUtf8(group.NameIndex);
        int number = _state.Operations.GetOrAdd(name, (byte)group.Kind, out bool isOverflow);
        Int128 callsNano = AddCalls(number, group.Calls, events, slots);
        Int128 timeMicro = AddOptional(number, group, OperationColumnId.Time, events, slots);
        Int128 selfTimeMicro = AddOptional(number, group, OperationColumnId.SelfTime, events, slots);
        AddOptional(number, group, OperationColumnId.Errors, events, slots);
        Int128 weight = OperationCell.PlaceWeightOf(callsNano, timeMicro + selfTimeMicro);
        _state.Operations.AddUse(number, weight, accepted, seenUnixMs);
        if (!isOverflow)
            return;
        _overflowOperations += accepted;
        _state.Operations.AddOverflow(name, (byte)group.Kind, weight);
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

    /// <summary>Returns the calls of all accepted events, in 10^-9 of a call.</summary>
    private readonly Int128 AddCalls(int number, scoped in ColumnReader column, ReadOnlySpan<int> events, ReadOnlySpan<int> slots)
    {
        Span<long> calls = _scratch.Values(column.SlotCount);
        column.DecodeAll(calls);
        if (_isUniform && ColumnSums.AreBelow(calls, ColumnSums.CallsBits))
            return AddUniformCalls(number, column, calls, slots);

        // At most 2^16 numbers of 63 bits, of weight 2^40.
        Int128 callsNano = 0;
        for (int index = 0; index < calls.Length; index++)
        {
            int at = EventOf(events, index);
            if (slots[index] == SlotTable.Refused)
                continue;
            long weight = WeightOf(at);
            _slots.Slots[slots[index]].Cell.GetOrAddOperation(number).AddCalls(calls[index], CountOf(at), weight);
            callsNano += Saturating.Wide(calls[index], weight);
        }

        return callsNano;
    }

    private readonly Int128 AddUniformCalls(int number, scoped in ColumnReader column, ReadOnlySpan<long> calls, ReadOnlySpan<int> slots)
    {
        Span<CallsSum> sums = _scratch.Sums.ResetCalls(_slots.Count);
        if (column.IsConstant)
            ColumnSums.SumConstantCalls(slots, column.ConstantValue, sums);
        else
            ColumnSums.SumCalls(slots, calls, sums);
        Int128 variance = SamplingVariance.Micro(1, _sameWeight);
        long all = 0;
        for (int slot = 1; slot < sums.Length; slot++)
        {
            ref CallsSum sum = ref sums[slot];
            all += sum.Calls;
            bool isUsed = false;
            foreach (ref long bucket in (Span<long>)sum.Events)
            {
                isUsed |= bucket != 0;
                // At most 2^16 events of weight 2^40.
                bucket *= _sameWeight;
            }

            if (isUsed)
            {
                OperationCell operation = _slots.Slots[slot].Cell.GetOrAddOperation(number);
                operation.AddCalls(Weighted(sum.Calls), Weighted(sum.Squares), sum.Max, sum.Events);
                if (variance != 0)
                    operation.AddMoments(new SampledMoments(Saturating.Multiply(variance, (Int128)sum.Squares), Saturating.Multiply(variance, (Int128)sum.Calls)));
            }
        }

        return Weighted(all);
    }

    /// <summary>Returns the sum over all accepted events, in millionths; 0 if the section does not have the column.</summary>
    private readonly Int128 AddOptional(
        int number,
        scoped in OperationGroup group,
        OperationColumnId id,
        ReadOnlySpan<int> events,
        ReadOnlySpan<int> slots)
    {
        if (!group.TryGetColumn(id, out ColumnReader column))
            return 0;
        ReadOnlySpan<long> values = Decode(column, out ReadOnlySpan<int> members);
        if (_isUniform && members.IsEmpty && ColumnSums.AreBelow(values, ColumnSums.AmountBits))
        {
            Span<SlotSum> sums = _scratch.Sums.ResetSums(_slots.Count);
            ColumnSums.Sum(slots, values, sums);
            long all = 0;
            for (int slot = 1; slot < sums.Length; slot++)
            {
                if (sums[slot].Count == 0)
                    continue;
                all += sums[slot].Sum;
                AddTo(_slots.Slots[slot].Cell.GetOrAddOperation(number), id, Weighted(sums[slot].Sum));
            }

            return Weighted(all);
        }

        Int128 sumMicro = 0;
        for (int index = 0; index < values.Length; index++)
        {
            int member = EventOf(members, index);
            int at = EventOf(events, member);
            if (slots[member] == SlotTable.Refused)
                continue;
            Int128 amountMicro = Saturating.Wide(values[index], WeightOf(at));
            AddTo(_slots.Slots[slots[member]].Cell.GetOrAddOperation(number), id, amountMicro);
            sumMicro += amountMicro;
        }

        return sumMicro;
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
