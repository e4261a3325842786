namespace Pipeline.Core.Windows;

/// <summary>A window that the watermark has passed, with a packed cell per segment.</summary>
internal sealed class ClosedWindow(long startUnixMs)
{
    private byte[]?[] _packed = [];

    public long StartUnixMs { get; } = startUnixMs;

    /// <summary>By segment number; null where the segment has nothing. The arrays are never written to.</summary>
    public ReadOnlySpan<byte[]?> Packed => _packed;

    public void Set(int segment, byte[] packed)
    {
        if (segment >= _packed.Length)
            Array.Resize(ref _packed, segment + 1);
        _packed[segment] = packed;
    }
}
