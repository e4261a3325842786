using System.Numerics;

namespace Pipeline.Ml.Forest;

/// <summary>The random numbers of one tree: xoshiro256** (Blackman and Vigna, 2018), seeded by SplitMix64.</summary>
/// <remarks>
/// Not <see cref="Random"/>: what a seed gives must not change with the runtime, and every tree has a stream of its own, so that it does
/// not matter which thread grows it.
/// </remarks>
internal struct ForestRandom
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    public ForestRandom(long seed, int tree)
    {
        // Consecutive trees start far apart: the tree's number goes through the same mixing as the seed.
        ulong state = Mix((ulong)seed) + Mix(unchecked((ulong)tree + 0x632BE59BD9B4E019));
        _a = Next(ref state);
        _b = Next(ref state);
        _c = Next(ref state);
        _d = Next(ref state);
    }

    /// <summary>Evenly in [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Evenly in [0, <paramref name="bound"/>), without bias (Lemire, 2019).</summary>
    public int NextInt32(int bound)
    {
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

    private ulong NextUInt64()
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
