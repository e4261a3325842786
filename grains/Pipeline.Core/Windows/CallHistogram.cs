using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using Pipeline.Core.Packing;

namespace Pipeline.Core.Windows;

/// <summary>How often an operation was called per event, in octaves: the mean hides one request in a hundred that does 847.</summary>
/// <remarks>
/// <code>
/// bucket   0     1    2      3      ...  10           11
/// calls    &lt; 1   1    2-3    4-7    ...  512-1,023    1,024 and more
/// </code>
/// Buckets hold weights in millionths of a call of the endpoint. A mutable struct of 96 bytes.
/// </remarks>
[SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
[InlineArray(BucketCount)]
public struct CallHistogram
{
    public const int BucketCount = 12;

    private const long MilliPerCall = 1_000;

    private long _first;

    /// <summary>The bucket of an event that called <paramref name="callsMilli"/> thousandths times.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int BucketOf(long callsMilli)
    {
        ulong calls = (ulong)callsMilli / (ulong)MilliPerCall;
        return calls == 0 ? 0 : Math.Min(BitOperations.Log2(calls) + 1, BucketCount - 1);
    }

    /// <summary>Least calls per event of a bucket.</summary>
    public static long LeastOf(int bucket) => bucket == 0 ? 0 : 1L << (bucket - 1);

    /// <summary>Weight of all events that had the operation, in millionths.</summary>
    public readonly Int128 TotalMicro()
    {
        Int128 total = 0;
        foreach (long weight in (ReadOnlySpan<long>)this)
            total += weight;
        return total;
    }

    internal void Add(int bucket, long weightMicro) => this[bucket] = Saturating.Add(this[bucket], weightMicro);

    internal void Merge(in CallHistogram other)
    {
        for (int bucket = 0; bucket < BucketCount; bucket++)
            Add(bucket, other[bucket]);
    }
}
