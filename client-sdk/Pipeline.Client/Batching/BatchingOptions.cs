namespace Pipeline.Client.Batching;

/// <summary>When a batch is closed.</summary>
public sealed class BatchingOptions
{
    /// <summary>Bytes, before compression, from which a batch is closed. 1 KiB to 4 MiB, default 256 KiB.</summary>
    public int SizeBytesMax { get; set; } = 256 * 1_024;

    /// <summary>Age from which a batch is closed. 10 ms to 1 min, default 1 s.</summary>
    public TimeSpan AgeMax { get; set; } = TimeSpan.FromSeconds(1);

    internal IEnumerable<string> Problems()
    {
        if (SizeBytesMax is < 1_024 or > 4 * 1_024 * 1_024)
            yield return $"Batching.SizeBytesMax is {SizeBytesMax}: it takes 1,024 to 4,194,304.";
        if (AgeMax < TimeSpan.FromMilliseconds(10) || AgeMax > TimeSpan.FromMinutes(1))
            yield return $"Batching.AgeMax is {AgeMax}: it takes 10 ms to 1 min.";
    }
}
