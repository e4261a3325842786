using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Pipeline.Protocol.Events;

/// <summary>What an event used of each <see cref="Resource"/>: totals over its count, each present or absent.</summary>
/// <remarks>A mutable struct kept in a field of <see cref="EventRecord"/>; 80 bytes, no allocation.</remarks>
[SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
public struct ResourceUsage
{
    /// <summary>Number of members of <see cref="Resource"/>.</summary>
    public const int ResourceCount = 9;

    private Amounts _amounts;
    private int _present;

    /// <summary>Bit <c>1 &lt;&lt; (int)resource</c> is set where an amount is present.</summary>
    public readonly int PresentMask => _present;

    /// <summary>The amount in the resource's unit; null where the event says nothing.</summary>
    public long? this[Resource resource]
    {
        readonly get => TryGet(resource, out long amount) ? amount : null;
        set
        {
            if (value is { } amount)
                Set(resource, amount);
            else
                _present &= ~(1 << (int)resource);
        }
    }

    public readonly bool TryGet(Resource resource, out long amount)
    {
        amount = _amounts[(int)resource];
        return (_present & (1 << (int)resource)) != 0;
    }

    public void Set(Resource resource, long amount)
    {
        _amounts[(int)resource] = amount;
        _present |= 1 << (int)resource;
    }

    public void Clear() => _present = 0;

    [InlineArray(ResourceCount)]
    private struct Amounts
    {
        private long _first;
    }
}
