namespace Pipeline.Detection.Training;

/// <summary>The seed of a training: FNV-1a over the names, each closed by a character that they cannot hold, and the window.</summary>
internal static class ForestSeed
{
    public static ulong Of(string endpoint, string segment, long window) => Fnv1a.Add(Add(Add(Fnv1a.Basis, endpoint), segment), window);

    private static ulong Add(ulong hash, string name)
    {
        foreach (char character in name)
            hash = Fnv1a.Add(Fnv1a.Add(hash, (byte)character), (byte)(character >> 8));
        return Fnv1a.Add(Fnv1a.Add(hash, byte.MaxValue), byte.MaxValue);
    }
}
