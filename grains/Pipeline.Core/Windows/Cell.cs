using System.Numerics;
using System.Runtime.CompilerServices;
using Pipeline.Core.Packing;
using Pipeline.Core.Sketches;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Windows;

/// <summary>The aggregates of one segment of an endpoint over one window, or over any merge of windows and segments.</summary>
/// <remarks>
/// <para>
/// All sums are integers, weighted in millionths, so that <see cref="Merge"/> is commutative and associative bit for bit. Operations and
/// values are numbered by the endpoint's name tables.
/// </para>
/// <para>
/// Tallies: where a window of the finest tier has any, its count is the tally, and its sampled events give ratios only. <see
/// cref="Detail"/> is what the recorded events stand for; <see cref="Untallied"/> is the part of it in windows without tallies, so calls
/// = tallies + untallied at every tier.
/// </para>
/// <para>Not thread-safe. About 1 KB plus the sketches' buckets and 240 bytes an operation.</para>
/// </remarks>
public sealed class Cell
{
    // Cleared cells keep the memory of this many operations and values for their next use.
    private const int SpareCount = 32;

    private Resources _resources;
    private OperationCell?[] _operations = [];
    private ValueCell?[] _values = [];
    private ExemplarSet _exemplars;
    private DropTotals? _drops;

    // By resource; null until a sampled event reports one.
    private ResourceMoments[]? _resourceMoments;

    public Cell() => ClearResources();

    /// <summary>Recorded events, whatever they stand for.</summary>
    public long Events { get; private set; }

    /// <summary>Calls that ended well, as tallied by their sources.</summary>
    public long TallyOk { get; private set; }

    /// <summary>Calls that failed, as tallied by their sources.</summary>
    public long TallyErrors { get; private set; }

    public bool HasTally => (TallyOk | TallyErrors) != 0;

    /// <summary>What the recorded events stand for: the base of every ratio.</summary>
    public CallTotals Detail { get; private set; }

    /// <summary>What the recorded events of windows without tallies stand for: the estimated part of the count.</summary>
    public CallTotals Untallied { get; internal set; }

    /// <summary>
    /// Sum over events of their squared part in <see cref="CallTotals.VarianceMicro"/>, in millionths: how few of them it rests on.
    /// </summary>
    public Int128 SpreadMicro { get; private set; }

    /// <summary>Whether any recorded event stands for calls that were not.</summary>
    public bool IsSampled => Detail.VarianceMicro != 0;

    /// <summary>Whether an event stood for more than one call: it knows their mean duration only, so quantiles are approximate.</summary>
    public bool IsPreAggregated { get; private set; }

    /// <summary>Durations of calls, ns; empty if no event reported one.</summary>
    public QuantileSketch Duration { get; } = new();

    /// <summary>The slowest events, slowest first; at most three.</summary>
    public ReadOnlySpan<Exemplar> Exemplars => _exemplars.Items;

    /// <summary>Whether any call is known: drops alone are none.</summary>
    public bool HasCalls => Events != 0 || HasTally;

    public bool HasDrops => _drops is not null;

    public bool IsEmpty => !HasCalls && !HasDrops;

    /// <summary>What clients dropped, of each cause that dropped anything, by cause.</summary>
    public IReadOnlyList<DropCounts> Drops => _drops?.ToList() ?? [];

    /// <summary>By the endpoint's operation number; null or empty where the cell has none.</summary>
    public ReadOnlySpan<OperationCell?> Operations => _operations;

    /// <summary>By the endpoint's value number; null or empty where the cell has none.</summary>
    public ReadOnlySpan<ValueCell?> Values => _values;

    /// <summary>An event below this duration is not among the slowest; -1 while there is room.</summary>
    internal long ExemplarFloorNs => _exemplars.FloorNs;

    /// <summary>Usage of one resource.</summary>
    public ref readonly ResourceTotals Resource(Resource resource) => ref _resources[(int)resource];

    /// <summary>What sampling leaves open of a resource's mean; zero if no sampled event reported it.</summary>
    public ResourceMoments MomentsOf(Resource resource) => _resourceMoments?[(int)resource] ?? default;

    /// <summary>Adds one event, without what it used and did.</summary>
    internal void AddEvent(long count, long weightMicro, bool isError)
    {
        Int128 calls = Saturating.Wide(count, weightMicro);
        Int128 variance = SamplingVariance.Micro(count, weightMicro);
        AddEvents(1, new CallTotals(calls, isError ? calls : 0, variance, isError ? variance : 0), count > 1);
        if (variance != 0)
            AddSpread(SamplingVariance.SpreadMicro(variance));
    }

    /// <summary>Adds events that were summed apart.</summary>
    internal void AddEvents(long events, in CallTotals totals, bool preAggregated)
    {
        Events += events;
        Detail = Detail.Plus(totals);
        IsPreAggregated |= preAggregated;
    }

    internal void AddSpread(Int128 spreadMicro) => SpreadMicro = Saturating.Add(SpreadMicro, spreadMicro);

    internal void AddErrorsVariance(Int128 ofDetailMicro, Int128 ofUntalliedMicro)
    {
        Detail = Detail.Plus(new CallTotals(0, 0, 0, ofDetailMicro));
        Untallied = Untallied.Plus(new CallTotals(0, 0, 0, ofUntalliedMicro));
    }

    internal void AddTally(Outcome outcome, long calls)
    {
        if (outcome == Outcome.Error)
            TallyErrors = Saturating.Add(TallyErrors, calls);
        else
            TallyOk = Saturating.Add(TallyOk, calls);
    }

    internal void AddDrops(DropCounts counts) => (_drops ??= new DropTotals()).Add(counts);

    internal void AddResource(int resource, in ResourceTotals totals) => _resources[resource] = _resources[resource].Plus(totals);

    /// <summary>Adds what one event used of a resource.</summary>
    internal void AddResource(int resource, long amount, long count, long weightMicro)
    {
        AddResource(resource, ResourceTotals.Of(amount, count, weightMicro));
        if (weightMicro != PackedWriter.CommonScale)
            AddResourceMoments(resource, ResourceMoments.Of(amount, count, weightMicro));
    }

    internal void AddResourceMoments(int resource, in ResourceMoments moments)
    {
        _resourceMoments ??= new ResourceMoments[ResourceUsage.ResourceCount];
        _resourceMoments[resource] = _resourceMoments[resource].Plus(moments);
    }

    internal void OfferExemplar(in Exemplar exemplar) => _exemplars.Offer(exemplar);

    internal OperationCell GetOrAddOperation(int number)
    {
        // Operations mostly come in the order of their numbers.
        if (number >= _operations.Length)
            Array.Resize(ref _operations, (int)BitOperations.RoundUpToPowerOf2((uint)number + 1));
        return _operations[number] ??= new OperationCell();
    }

    internal ValueCell GetOrAddValue(int number)
    {
        if (number >= _values.Length)
            Array.Resize(ref _values, number + 1);
        return _values[number] ??= new ValueCell();
    }

    /// <summary>Adds an operation to another of the cell; nothing is left under its own number.</summary>
    internal void JoinOperation(int number, int target)
    {
        if (number >= _operations.Length || _operations[number] is not { } operation)
            return;
        _operations[number] = null;
        if (!operation.IsEmpty)
            GetOrAddOperation(target).Merge(operation);
    }

    /// <summary>Adds all of another cell of the same endpoint.</summary>
    internal void Merge(Cell other) => Merge(other, default, default);

    /// <summary>Adds all of another cell whose operations and values are numbered otherwise.</summary>
    /// <param name="other">The other cell.</param>
    /// <param name="operations">By its operation numbers those of this cell; empty if they are the same.</param>
    /// <param name="values">By its value numbers those of this cell; empty if they are the same.</param>
    internal void Merge(Cell other, ReadOnlySpan<int> operations, ReadOnlySpan<int> values)
    {
        AddEvents(other.Events, other.Detail, other.IsPreAggregated);
        AddSpread(other.SpreadMicro);
        AddTally(Outcome.Ok, other.TallyOk);
        AddTally(Outcome.Error, other.TallyErrors);
        Untallied = Untallied.Plus(other.Untallied);
        if (other.HasDrops)
        {
            foreach (DropCounts counts in other.Drops)
                AddDrops(counts);
        }

        Duration.Merge(other.Duration);
        _exemplars.Merge(other._exemplars);
        for (int resource = 0; resource < ResourceUsage.ResourceCount; resource++)
        {
            if (other._resources[resource].IsReported)
                AddResource(resource, other._resources[resource]);
            if (other._resourceMoments is { } moments && !moments[resource].IsZero)
                AddResourceMoments(resource, moments[resource]);
        }

        for (int number = 0; number < other._operations.Length; number++)
        {
            if (other._operations[number] is { IsEmpty: false } operation)
                GetOrAddOperation(operations.IsEmpty ? number : operations[number]).Merge(operation);
        }

        for (int number = 0; number < other._values.Length; number++)
        {
            if (other._values[number] is { IsEmpty: false } value)
                GetOrAddValue(values.IsEmpty ? number : values[number]).Merge(value);
        }
    }

    /// <summary>Works out the estimated part of a cell of the finest tier: all of the detail, or nothing where there is a tally.</summary>
    internal void SettleTally() => Untallied = HasTally ? default : Detail;

    /// <summary>
    /// Works out the estimated part of a delta for a coarser cell, whose seconds can no longer be told apart: a tally takes the place of
    /// estimated calls of the same outcome, at most of its own number and of as many as there are.
    /// </summary>
    internal void SettleTallyAgainst(Cell target)
    {
        CallTotals estimated = target.Untallied.Plus(Detail);
        Int128 errorsTaken = Int128.Min(estimated.ErrorsMicro, Saturating.Wide(TallyErrors, PackedWriter.CommonScale));
        Int128 okTaken = Int128.Min(estimated.CallsMicro - estimated.ErrorsMicro, Saturating.Wide(TallyOk, PackedWriter.CommonScale));
        Int128 callsLeft = estimated.CallsMicro - errorsTaken - okTaken;
        Int128 errorsLeft = estimated.ErrorsMicro - errorsTaken;
        CallTotals left = new(
            callsLeft, errorsLeft, callsLeft == 0 ? 0 : estimated.VarianceMicro, errorsLeft == 0 ? 0 : estimated.ErrorsVarianceMicro);
        Untallied = left.Minus(target.Untallied);
    }

    /// <summary>Empty again, for the use of any endpoint; keeps some memory.</summary>
    internal void Clear()
    {
        Events = TallyOk = TallyErrors = 0;
        Detail = Untallied = default;
        SpreadMicro = 0;
        IsPreAggregated = false;
        _drops = null;
        _resourceMoments = null;
        Duration.Clear();
        _exemplars.Clear();
        ClearResources();
        _operations = _operations.Length <= SpareCount ? _operations : [];
        _values = _values.Length <= SpareCount ? _values : [];
        foreach (OperationCell? operation in _operations)
            operation?.Clear();
        foreach (ValueCell? value in _values)
            value?.Clear();
    }

    private void ClearResources() => ((Span<ResourceTotals>)_resources).Fill(ResourceTotals.None);

    [InlineArray(ResourceUsage.ResourceCount)]
    private struct Resources
    {
        private ResourceTotals _first;
    }
}
