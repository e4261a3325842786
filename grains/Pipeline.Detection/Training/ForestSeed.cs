namespace Pipeline.Detection.Training;

/// <summary>The seed of a training: FNV-1a over the names, each closed by a character that they cannot hold, and the window.</summary>
internal static class ForestSeed
{
    private const ulong Basis = 0xcbf29ce484222325;
    private const ulong Prime = 0x100000001b3;

    public static ulong Of(string endpoint, string segment, long window)
    {
        ulong hash = Add(Add(Basis, endpoint), segment);
        for (int shift = 0; shift < 64; shift += 8)
            hash = Add(hash, (byte)(window >> shift));
        return hash;
    }

    private static ulong Add(ulong hash, string name)
    {
        foreach (char character in name)
            hash = Add(Add(hash, (byte)character), (byte)(character >> 8));
        return Add(Add(hash, byte.MaxValue), byte.MaxValue);
    }

    private static ulong Add(ulong hash, byte value) => unchecked((hash ^ value) * Prime);
}
