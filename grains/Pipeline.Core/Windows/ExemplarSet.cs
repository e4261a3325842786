using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Pipeline.Core.Windows;

/// <summary>The slowest three events, slowest first. A mutable struct kept in a cell's field.</summary>
[SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
internal struct ExemplarSet
{
    public const int Capacity = 3;

    private Slots _slots;

    public int Count { get; private set; }

    /// <summary>An event below this duration has no place: -1 until the set is full.</summary>
    public readonly long FloorNs => Count < Capacity ? -1 : _slots[Capacity - 1].DurationNs;

    [UnscopedRef]
    public readonly ReadOnlySpan<Exemplar> Items => ((ReadOnlySpan<Exemplar>)_slots)[..Count];

    /// <summary>Keeps the event if it is among the slowest.</summary>
    public void Offer(in Exemplar candidate)
    {
        int at = Count;
        while (at > 0 && candidate.Precedes(_slots[at - 1]))
            at--;
        if (at == Capacity)
            return;
        for (int index = Math.Min(Count, Capacity - 1); index > at; index--)
            _slots[index] = _slots[index - 1];
        _slots[at] = candidate;
        Count = Math.Min(Count + 1, Capacity);
    }

    public void Merge(in ExemplarSet other)
    {
        foreach (ref readonly Exemplar item in other.Items)
            Offer(item);
    }

    public void Clear() => Count = 0;

    [InlineArray(Capacity)]
    private struct Slots
    {
        private Exemplar _first;
    }
}
