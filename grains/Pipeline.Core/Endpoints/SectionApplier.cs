using Pipeline.Core.Packing;
using Pipeline.Core.Sketches;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Core.Endpoints;

/// <summary>Adds one validated section to an endpoint's windows, column by column.</summary>
/// <remarks>
/// <para>
/// First every event gets a slot: one segment of one window. Then each column is decoded once, and summed per slot. While all events of
/// the section stand for one call and have the same weight, which is the rule, the sums are plain 64-bit numbers and meet the weight once
/// per slot (the uniform path); otherwise, and for amounts beyond <see cref="ColumnSums"/>' bounds, each amount is weighted and added on
/// its own (the weighted path). Both give the same bits.
/// </para>
/// <para>Allocates nothing but new cells.</para>
/// </remarks>
internal ref partial struct SectionApplier
{
    private readonly EndpointState _state;
    private readonly ApplyScratch _scratch;
    private readonly SectionReader _section;
    private readonly SlotTable _slots;
    private readonly long _arrivalUnixMs;
    private readonly int _eventCount;

    private Span<int> _eventSlots;
    private Span<long> _times;
    private ReadOnlySpan<long> _counts;
    private ReadOnlySpan<long> _weights;
    private long _sameCount;
    private long _sameWeight;
    private bool _isUniform;

    private int _lateEvents;
    private int _refusedEvents;
    private int _acceptedTallies;
    private int _refusedTallies;
    private int _acceptedDrops;
    private int _refusedDrops;
    private int _tooOld;
    private long _overflowSegments;
    private long _overflowOperations;
    private long _overflowValues;

    /// <param name="state">The endpoint.</param>
    /// <param name="scratch">The thread's memory.</param>
    /// <param name="section">A validated section.</param>
    /// <param name="arrivalUnixMs">When it arrived, Unix ms.</param>
    public SectionApplier(EndpointState state, ApplyScratch scratch, ReadOnlySpan<byte> section, long arrivalUnixMs)
    {
        _state = state;
        _scratch = scratch;
        _section = new SectionReader(section);
        _slots = scratch.Slots;
        _arrivalUnixMs = arrivalUnixMs;
        _eventCount = _section.EventCount;
        LatestUnixMs = long.MinValue;
        EarliestUnixMs = long.MaxValue;
    }

    /// <summary>Latest accepted event, or second with an accepted tally or drop, Unix ms; meaningless if nothing was accepted.</summary>
    public long LatestUnixMs { get; private set; }

    /// <summary>Earliest accepted event, or second with an accepted tally or drop, Unix ms; meaningless if nothing was accepted.</summary>
    public long EarliestUnixMs { get; private set; }

    private readonly int AcceptedEvents => _eventCount - _refusedEvents;

    public ApplyResult Apply()
    {
        PrepareRouting();
        RouteEvents();
        if (AcceptedEvents > 0)
        {
            ReadWeights();
            AddEvents();
            AddDurations();
            for (int resource = 0; resource < ResourceUsage.ResourceCount; resource++)
                AddResource((Resource)resource);
            AddOperations();
            AddValues();
        }

        AddTallies();
        AddDrops();
        FinishSlots();
        CountUp();
        return CreateResult();
    }

    private void ReadWeights()
    {
        _section.TryGetColumn(ColumnId.Count, out ColumnReader counts);
        _section.TryGetColumn(ColumnId.Weight, out ColumnReader weights);
        _sameCount = counts.ConstantValue;
        _sameWeight = weights.ConstantValue;
        _counts = default;
        _weights = default;
        if (!counts.IsConstant)
        {
            Span<long> decoded = _scratch.Counts(_eventCount);
            counts.DecodeAll(decoded);
            _counts = decoded;
        }

        if (!weights.IsConstant)
        {
            Span<long> decoded = _scratch.Weights(_eventCount);
            weights.DecodeAll(decoded);
            _weights = decoded;
        }

        _isUniform = counts.IsConstant && counts.ConstantValue == 1 && weights.IsConstant && _slots.Count <= UniformSums.SlotsMax;
    }

    // Amounts of sampled events are squared, event by event, so only whole ones are summed plainly; but calls per event are squared anyway.
    private readonly bool IsUniformAndWhole => _isUniform && _sameWeight == EventRecord.WeightOneMicro;

    private readonly long CountOf(int eventIndex) => _counts.IsEmpty ? _sameCount : _counts[eventIndex];

    private readonly long WeightOf(int eventIndex) => _weights.IsEmpty ? _sameWeight : _weights[eventIndex];

    private void AddEvents()
    {
        _section.TryGetColumn(ColumnId.Outcome, out ColumnReader outcomes);
        Span<long> outcome = _scratch.Values(_eventCount);
        outcomes.DecodeAll(outcome);
        if (_isUniform)
            AddUniformEvents(outcome);
        else
            AddWeightedEvents(outcome);
    }

    private readonly void AddUniformEvents(ReadOnlySpan<long> outcomes)
    {
        // Outcomes are 0 and 1, so that their sum counts the errors.
        Span<SlotSum> sums = _scratch.Sums.ResetSums(_slots.Count);
        ColumnSums.Sum(_eventSlots, outcomes, sums);
        Int128 variance = SamplingVariance.Micro(1, _sameWeight);
        for (int slot = 1; slot < sums.Length; slot++)
        {
            ref readonly SlotSum sum = ref sums[slot];
            CallTotals totals = new(
                Saturating.Wide(sum.Count, _sameWeight), Saturating.Wide(sum.Sum, _sameWeight), variance * sum.Count, variance * sum.Sum);
            Cell cell = _slots.Slots[slot].Cell;
            cell.AddEvents(sum.Count, totals, preAggregated: false);
            if (variance != 0)
                cell.AddSpread(Saturating.Multiply(SamplingVariance.SpreadMicro(variance), (Int128)sum.Count));
        }
    }

    private readonly void AddWeightedEvents(ReadOnlySpan<long> outcomes)
    {
        for (int index = 0; index < _eventCount; index++)
        {
            if (_eventSlots[index] is not SlotTable.Refused and int slot)
                _slots.Slots[slot].Cell.AddEvent(CountOf(index), WeightOf(index), outcomes[index] == (long)Outcome.Error);
        }
    }

    private readonly void FinishSlots()
    {
        foreach (ref readonly Slot slot in _slots.Slots[1..])
        {
            if (!slot.IsDelta)
            {
                slot.Cell.SettleTally();
                continue;
            }

            _state.Windows.AddDelta(slot.Tier, slot.StartUnixMs, slot.Segment, slot.Cell, _scratch.Workspace);
            _scratch.Workspace.Return(slot.Cell);
        }

        _slots.Clear();
    }

    private readonly void CountUp()
    {
        EndpointCounters counters = _state.Counters;
        int refused = _refusedEvents + _refusedTallies + _refusedDrops;
        _state.Counters = counters with
        {
            Events = counters.Events + AcceptedEvents,
            Tallies = counters.Tallies + _acceptedTallies,
            Late = counters.Late + _lateEvents,
            RefusedTooOld = counters.RefusedTooOld + _tooOld,
            RefusedTooFarAhead = counters.RefusedTooFarAhead + refused - _tooOld,
            OverflowSegments = counters.OverflowSegments + _overflowSegments,
            OverflowOperations = counters.OverflowOperations + _overflowOperations,
            OverflowValues = counters.OverflowValues + _overflowValues,
        };
    }

    private readonly ApplyResult CreateResult() => new(ApplyStatus.Applied)
    {
        AcceptedEvents = AcceptedEvents,
        AcceptedTallies = _acceptedTallies,
        AcceptedDrops = _acceptedDrops,
        LateEvents = _lateEvents,
        RefusedEvents = _refusedEvents,
        RefusedTallies = _refusedTallies,
        RefusedDrops = _refusedDrops,
        EventRefusals = _refusedEvents == 0 ? [] : _scratch.EventRefusals.ToArray(),
        TallyRefusals = _refusedTallies == 0 ? [] : _scratch.TallyRefusals.ToArray(),
    };
}
