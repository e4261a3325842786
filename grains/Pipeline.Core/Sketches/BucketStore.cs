using System.Runtime.CompilerServices;
using Pipeline.Core.Packing;

namespace Pipeline.Core.Sketches;

/// <summary>Weights of logarithmic buckets, dense over the range in use.</summary>
/// <remarks>
/// <code>
/// zeros | first + 0 | first + 1 | ... | first + n - 1        n at most MaxBuckets, 8 bytes each
/// </code>
/// Zero is apart, so that zeros beside large values do not stretch the range. When the range would exceed <see cref="MaxBuckets"/>, the
/// lowest buckets collapse into the lowest that stays: high quantiles, the ones people alert on, keep their accuracy. What has collapsed
/// depends on the highest index ever counted only, never on the order of counting.
/// </remarks>
internal sealed class BucketStore
{
    /// <summary>32 octaves: nanoseconds from 1 us to more than an hour.</summary>
    public const int MaxBuckets = 2_048;

    // The range grows by half octaves at least, so that a spreading distribution is not copied at every new bucket.
    private const int GrowthStep = 32;

    private long[] _weights = [];
    private int _first;

    /// <summary>Weight of zeros, in millionths.</summary>
    public long ZeroWeight { get; private set; }

    /// <summary>Whether the lowest buckets were joined at any time.</summary>
    public bool HasCollapsed { get; private set; }

    /// <summary>Index of <see cref="Weights"/>' first element.</summary>
    public int First => _first;

    /// <summary>The buckets from <see cref="First"/> on; those at the ends may be empty.</summary>
    public ReadOnlySpan<long> Weights => _weights;

    /// <summary>Adds weight, in millionths and at least 0, to the bucket of a value of at least 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Count(long value, long weightMicro)
    {
        int at = value > 0 ? BucketMapping.IndexOf(value) - _first : -1;
        long[] weights = _weights;
        if ((uint)at < (uint)weights.Length)
            weights[at] = Saturating.Add(weights[at], weightMicro);
        else
            CountOutside(value, weightMicro);
    }

    /// <summary>Adds another store's buckets to this one's.</summary>
    public void Merge(BucketStore other)
    {
        ZeroWeight = Saturating.Add(ZeroWeight, other.ZeroWeight);
        HasCollapsed |= other.HasCollapsed;
        int low = other.LowestUsed();
        if (low < 0)
            return;
        int high = other.HighestUsed();
        Cover(low, high);
        for (int index = low; index <= high; index++)
            AddCovered(index, other._weights[index - other._first]);
    }

    /// <summary>Adds weight to a bucket by index, as read from packed bytes.</summary>
    public void CountIndex(int index, long weightMicro)
    {
        Cover(index, index);
        AddCovered(index, weightMicro);
    }

    /// <summary>
    /// Makes the array hold the buckets in use and those from <paramref name="low"/> to <paramref name="high"/>, collapsing the lowest if
    /// need be.
    /// </summary>
    public void Cover(int low, int high)
    {
        if (Covers(low, high))
            return;
        int lowestUsed = LowestUsed();
        if (lowestUsed >= 0)
        {
            low = Math.Min(low, lowestUsed);
            high = Math.Max(high, HighestUsed());
        }

        int floor = high - (MaxBuckets - 1);
        if (low < floor)
        {
            HasCollapsed = true;
            low = floor;
        }

        if (!Covers(low, high))
            Resize(low, high);
    }

    public void CountZeros(long weightMicro) => ZeroWeight = Saturating.Add(ZeroWeight, weightMicro);

    /// <summary>Takes over that a packed store had collapsed.</summary>
    public void MarkCollapsed() => HasCollapsed = true;

    /// <summary>Index of the lowest bucket that holds weight; -1 if none does.</summary>
    public int LowestUsed()
    {
        int at = _weights.AsSpan().IndexOfAnyExcept(0);
        return at < 0 ? -1 : _first + at;
    }

    /// <summary>Index of the highest bucket that holds weight; -1 if none does.</summary>
    public int HighestUsed()
    {
        int at = _weights.AsSpan().LastIndexOfAnyExcept(0);
        return at < 0 ? -1 : _first + at;
    }

    /// <summary>Sum of all buckets and zeros, in millionths.</summary>
    public Int128 TotalWeight()
    {
        Int128 total = ZeroWeight;
        foreach (long weight in _weights)
            total += weight;
        return total;
    }

    /// <summary>Weight of zeros and of all buckets up to that of a value, in millionths.</summary>
    public Int128 WeightUpTo(double value)
    {
        Int128 total = ZeroWeight;
        int last = value >= 1 ? BucketMapping.IndexOf((long)value) - _first : -1;
        for (int at = 0; at <= last && at < _weights.Length; at++)
            total += _weights[at];
        return total;
    }

    /// <summary>Empty again; keeps its memory.</summary>
    public void Clear()
    {
        ZeroWeight = 0;
        HasCollapsed = false;
        Array.Clear(_weights);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CountOutside(long value, long weightMicro)
    {
        if (value == 0)
            CountZeros(weightMicro);
        else
            CountIndex(BucketMapping.IndexOf(value), weightMicro);
    }

    private void AddCovered(int index, long weightMicro)
    {
        // An index below the array lies under the collapsed range: Cover made the array reach down as far as it may.
        int at = Math.Max(index - _first, 0);
        _weights[at] = Saturating.Add(_weights[at], weightMicro);
    }

    private bool Covers(int low, int high) => low >= _first && high < _first + _weights.Length;

    private void Resize(int low, int high)
    {
        int first = low / GrowthStep * GrowthStep;
        int end = ((high / GrowthStep) + 1) * GrowthStep;
        if (end - first > MaxBuckets)
        {
            first = low;
            end = low + MaxBuckets;
        }

        long[] old = _weights;
        int oldFirst = _first;
        _weights = new long[end - first];
        _first = first;
        for (int at = 0; at < old.Length; at++)
        {
            if (old[at] != 0)
                AddCovered(oldFirst + at, old[at]);
        }
    }
}
