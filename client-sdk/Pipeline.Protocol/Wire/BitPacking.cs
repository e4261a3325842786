using System.Buffers.Binary;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipeline.Protocol.Wire;

/// <summary>Numbers in as many bits as the largest of their block needs.</summary>
/// <remarks>
/// A block is up to 64 numbers of <c>width</c> bits each, low bits first, without gaps, in ceil(count * width / 8) bytes:
/// <code>
/// width 3:   byte 0            byte 1            byte 2
///            b b a a a|...     number i starts at bit 3 * i
///            bits 0-2 a, 3-5 b, 6-8 c (over the border), ...
/// </code>
/// Each number is read by one unaligned 8-byte load, a shift and a mask, so no branch depends on the data; that is what makes it several times
/// faster than varints of mixed length, besides smaller. The load allows for widths up to 56 bits; columns with larger numbers are not packed.
/// </remarks>
internal static class BitPacking
{
    public const int BlockLength = 64;
    public const int WidthMax = 56;

    private const int LoadSize = sizeof(ulong);
    private const int BlockSizeMax = BlockLength * WidthMax / 8;

    /// <summary>Bits that a number needs; none for zero.</summary>
    public static int Width(ulong number) => 64 - BitOperations.LeadingZeroCount(number);

    /// <summary>Bytes of a block.</summary>
    public static int Size(int count, int width) => ((count * width) + 7) / 8;

    /// <summary>Packs <paramref name="numbers"/> less <paramref name="subtract"/> into exactly the block's bytes.</summary>
    public static void Pack(ReadOnlySpan<ulong> numbers, ulong subtract, int width, Span<byte> destination)
    {
        Span<byte> room = stackalloc byte[BlockSizeMax + LoadSize];
        ulong pending = 0;
        int pendingBits = 0;
        int at = 0;
        foreach (ulong number in numbers)
        {
            ulong packed = number - subtract;
            pending |= packed << pendingBits;
            pendingBits += width;
            if (pendingBits < 64)
                continue;
            BinaryPrimitives.WriteUInt64LittleEndian(room[at..], pending);
            at += sizeof(ulong);
            pendingBits -= 64;

            // A shift by all 64 bits would be none at all.
            pending = pendingBits == 0 ? 0 : packed >> (width - pendingBits);
        }

        BinaryPrimitives.WriteUInt64LittleEndian(room[at..], pending);
        room[..destination.Length].CopyTo(destination);
    }

    /// <summary>Unpacks as many numbers as the destination is long, each times <paramref name="factor"/> plus <paramref name="addend"/>.</summary>
    /// <param name="source">Starts with the block; may go on after it.</param>
    /// <param name="width">0 to 56.</param>
    /// <param name="factor">Applied first.</param>
    /// <param name="addend">Applied second.</param>
    /// <param name="numbers">At most 64.</param>
    /// <exception cref="ArgumentOutOfRangeException">The source is shorter than the block.</exception>
    public static void Unpack(ReadOnlySpan<byte> source, int width, long factor, long addend, Span<long> numbers)
    {
        Debug.Assert(width <= WidthMax && numbers.Length <= BlockLength, "Validated before.");
        int size = Size(numbers.Length, width);
        if (source.Length >= size + LoadSize)
        {
            UnpackPadded(source, width, factor, addend, numbers);
            return;
        }

        // The last block of a column: its last loads would reach beyond the bytes.
        Span<byte> padded = stackalloc byte[BlockSizeMax + LoadSize];
        source[..size].CopyTo(padded);
        padded.Slice(size, LoadSize).Clear();
        UnpackPadded(padded[..(size + LoadSize)], width, factor, addend, numbers);
    }

    /// <summary>The source has at least eight bytes more than the block, so that no load leaves it.</summary>
    private static void UnpackPadded(ReadOnlySpan<byte> source, int width, long factor, long addend, Span<long> numbers)
    {
        Debug.Assert(source.Length >= Size(numbers.Length, width) + LoadSize, "The last load starts within the block and takes eight bytes.");
        ref byte start = ref MemoryMarshal.GetReference(source);
        ulong mask = (1UL << width) - 1;
        int bit = 0;
        foreach (ref long number in numbers)
        {
            ulong word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, bit >> 3));
            if (!BitConverter.IsLittleEndian)
                word = BinaryPrimitives.ReverseEndianness(word);
            number = ((long)((word >> (bit & 7)) & mask) * factor) + addend;
            bit += width;
        }
    }
}
