using System.Numerics;

namespace Pipeline.Ml.Randomness;

/// <summary>
/// Random numbers that a seed names for good: xoshiro256** (Blackman and Vigna, 2018), seeded by SplitMix64 (Steele, Lea and Flood, 2014).
/// </summary>
/// <remarks>
/// Not <see cref="Random"/>: what a seed gives must not change with the runtime. A mutable value: pass it by reference, or a copy gives the
/// same numbers again. Not for secrets.
/// </remarks>
public struct SeededRandom
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    /// <param name="seed">Any number; close ones have nothing in common.</param>
    public SeededRandom(long seed)
        : this((ulong)seed)
    {
    }

    /// <summary>One of many streams of a seed, so that it does not matter in which order or on which thread they are used.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="stream">Any number: consecutive streams start far apart, since it goes through the same mixing as the seed.</param>
    public SeededRandom(long seed, int stream)
        : this(Mix((ulong)seed) + Mix(unchecked((ulong)stream + 0x632BE59BD9B4E019)))
    {
    }

    private SeededRandom(ulong state)
    {
        _a = Next(ref state);
        _b = Next(ref state);
        _c = Next(ref state);
        _d = Next(ref state);
    }

    /// <summary>Evenly in [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Evenly in [0, <paramref name="bound"/>), without bias (Lemire, 2019).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is below 1.</exception>
    public int NextInt32(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        ulong product = (NextUInt64() >> 32) * (ulong)bound;
        if ((uint)product < (uint)bound)
        {
            uint threshold = (0u - (uint)bound) % (uint)bound;
            while ((uint)product < threshold)
            {
                product = (NextUInt64() >> 32) * (ulong)bound;
            }
        }

        return (int)(product >> 32);
    }

    /// <summary>Evenly among all numbers of 64 bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        ulong shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    private static ulong Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        return Mix(state);
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
