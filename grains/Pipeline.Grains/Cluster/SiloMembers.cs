using System.Collections.Immutable;
using System.Text;
using Pipeline.EventLog;
using Pipeline.Protocol.Wire;

namespace Pipeline.Grains.Cluster;

/// <summary>The silos of a cluster at one moment.</summary>
public sealed class SiloMembers
{
    private readonly ImmutableArray<string> _active;
    private readonly int _own;

    /// <param name="active">The silos that take work, in an order that every silo gives them.</param>
    /// <param name="leaving">Those that are about to stop, in the same order.</param>
    /// <param name="own">This silo.</param>
    /// <param name="oldest">The silo that is a member for the longest; null if none is active.</param>
    public SiloMembers(ImmutableArray<string> active, ImmutableArray<string> leaving, string own, string? oldest)
    {
        _active = active;
        _own = active.IndexOf(own);
        IsOldest = own == oldest;
        IsSettled = leaving.IsEmpty;
        Key = string.Join(',', active) + (leaving.IsEmpty ? string.Empty : ";" + string.Join(',', leaving));
    }

    /// <summary>Says who they are: equal where two silos know the same.</summary>
    public string Key { get; }

    /// <summary>How many take work.</summary>
    public int Count => _active.Length;

    /// <summary>Whether this silo takes work: it has joined, is not about to stop, and is not declared dead.</summary>
    public bool IsActive => _own >= 0;

    /// <summary>Whether this silo does what one of them has to do; of silos that know the same, one does.</summary>
    public bool IsOldest { get; }

    /// <summary>Whether none is about to stop. What one of those still has is brought back by the others only when it has gone.</summary>
    public bool IsSettled { get; }

    /// <summary>Whether this silo looks after a stream; of silos that know the same, one does.</summary>
    public bool IsOwn(StreamName stream) =>
        IsActive && Crc32C.Compute(Encoding.UTF8.GetBytes(stream.Value)) % (uint)_active.Length == (uint)_own;
}
