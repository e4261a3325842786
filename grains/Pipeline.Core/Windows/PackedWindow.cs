namespace Pipeline.Core.Windows;

/// <summary>A closed window as it is stored: all segments of one window.</summary>
/// <param name="StartUnixMs">Its start, Unix ms.</param>
/// <param name="Bytes">What <see cref="WindowCodec"/> wrote; never written to.</param>
public readonly record struct PackedWindow(long StartUnixMs, ReadOnlyMemory<byte> Bytes);
