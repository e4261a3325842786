namespace Pipeline.Core.Windows;

/// <summary>A window that the watermark has passed, with a packed cell per segment, as long as it is in memory.</summary>
internal sealed class ClosedWindow(long startUnixMs)
{
    /// <summary>No window ever has it: marks one that the store has otherwise.</summary>
    public const int NoRevision = -1;

    private byte[]?[] _packed = [];
    private int _storedRevision;

    public long StartUnixMs { get; } = startUnixMs;

    /// <summary>By segment number; null where the segment has nothing. The arrays are never written to.</summary>
    public ReadOnlySpan<byte[]?> Packed => _packed;

    /// <summary>Bytes of all packed cells.</summary>
    public int SizeBytes { get; private set; }

    /// <summary>Rises with each change.</summary>
    public int Revision { get; private set; }

    /// <summary>Whether the store lacks it, or has it as it was before its last change.</summary>
    public bool IsUnsaved => Revision != _storedRevision;

    public void Set(int segment, byte[] packed)
    {
        if (segment >= _packed.Length)
            Array.Resize(ref _packed, segment + 1);
        SizeBytes += packed.Length - (_packed[segment]?.Length ?? 0);
        _packed[segment] = packed;
        Revision++;
    }

    /// <summary>Notes that the store has it as it was at <paramref name="revision"/>.</summary>
    public void MarkStored(int revision) => _storedRevision = revision;
}
