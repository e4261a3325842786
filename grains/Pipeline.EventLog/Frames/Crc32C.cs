using System.Buffers.Binary;
using System.Numerics;

namespace Pipeline.EventLog.Frames;

/// <summary>CRC-32C (Castagnoli), the checksum that processors compute in hardware.</summary>
/// <remarks>Start from 0 and feed the parts in order; the result equals that of the joined bytes. About 5 GB/s.</remarks>
internal static class Crc32C
{
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint state = ~crc;
        while (bytes.Length >= sizeof(ulong))
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }
        foreach (byte value in bytes)
            state = BitOperations.Crc32C(state, value);
        return ~state;
    }

    /// <summary>Adds a number as its eight little-endian bytes.</summary>
    public static uint Append(uint crc, long value) => ~BitOperations.Crc32C(~crc, (ulong)value);
}
