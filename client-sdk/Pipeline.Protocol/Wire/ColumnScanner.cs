using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipeline.Protocol.Wire;

/// <summary>Walks a column's values without storing them: are they whole, as many as there should be, and between which bounds?</summary>
internal ref struct ColumnScanner
{
    private readonly ReadOnlySpan<byte> _source;
    private readonly ulong _most;
    private int _at;

    private ColumnScanner(ReadOnlySpan<byte> source, ulong most)
    {
        _source = source;
        _most = most;
    }

    /// <summary>Lower bound of the stored numbers.</summary>
    public ulong Min { get; private set; } = ulong.MaxValue;

    /// <summary>Upper bound of the stored numbers.</summary>
    public ulong Max { get; private set; }

    /// <summary>Scans <paramref name="count"/> values that must fill the source exactly; false if they do not.</summary>
    /// <param name="source">The column's values.</param>
    /// <param name="encoding">One of the value encodings of <see cref="ColumnEncoding"/> except delta and raw.</param>
    /// <param name="count">At least 1.</param>
    /// <param name="most">Where the width of packed numbers proves that none is larger, they are not looked at; zero makes both bounds exact.</param>
    /// <param name="scanner">Holds the bounds.</param>
    public static bool TryScan(ReadOnlySpan<byte> source, int encoding, int count, ulong most, out ColumnScanner scanner)
    {
        scanner = new ColumnScanner(source, most);
        bool whole = encoding switch
        {
            ColumnEncoding.Constant => scanner.TryTake(),
            ColumnEncoding.Varint => scanner.TryScanVarints(count),
            ColumnEncoding.Sparse => scanner.TryScanSparse(count),
            ColumnEncoding.Packed => scanner.TryScanPacked(count),
            _ => false,
        };
        return whole && scanner._at == source.Length;
    }

    private bool TryScanVarints(int count)
    {
        // Every number takes a byte at least: a count beyond the source ends here, not after a long walk.
        if (count > _source.Length)
            return false;
        ulong min = ulong.MaxValue;
        ulong max = 0;
        int at = 0;
        while (count >= Vector128<byte>.Count && _source.Length - at >= Vector128<byte>.Count)
        {
            if ((BinaryPrimitives.ReadUInt64LittleEndian(_source[at..]) & Varint.ContinuationBits) == 0
                && (BinaryPrimitives.ReadUInt64LittleEndian(_source[(at + 8)..]) & Varint.ContinuationBits) == 0)
            {
                count -= ScanShortRun(ref at, count);
                continue;
            }

            // Up to eight numbers one by one before looking again for a run of short ones.
            for (int left = 8; left > 0 && _source.Length - at >= sizeof(ulong); left--, count--)
            {
                ulong word = BinaryPrimitives.ReadUInt64LittleEndian(_source[at..]);
                int size = Varint.SizeWithin(word);
                if (size == 0)
                    break;
                ulong stored = Varint.Compact(word, size);
                min = Math.Min(min, stored);
                max = Math.Max(max, stored);
                at += size;
            }

            if (!Varint.TryRead(_source, ref at, out ulong next))
                return false;
            min = Math.Min(min, next);
            max = Math.Max(max, next);
            count--;
        }

        for (; count > 0; count--)
        {
            if (!Varint.TryRead(_source, ref at, out ulong next))
                return false;
            min = Math.Min(min, next);
            max = Math.Max(max, next);
        }

        _at = at;
        Extend(min, max);
        return true;
    }

    /// <summary>Takes whole blocks of one-byte numbers as long as they last.</summary>
    private int ScanShortRun(ref int at, int count)
    {
        ref byte start = ref MemoryMarshal.GetReference(_source);
        Vector128<byte> least = Vector128<byte>.AllBitsSet;
        Vector128<byte> most = Vector128<byte>.Zero;
        int taken = 0;
        while (count - taken >= Vector128<byte>.Count && _source.Length - at >= Vector128<byte>.Count)
        {
            Vector128<byte> block = Vector128.LoadUnsafe(ref start, (nuint)at);
            if (Vector128.ExtractMostSignificantBits(block) != 0)
                break;
            least = Vector128.Min(least, block);
            most = Vector128.Max(most, block);
            taken += Vector128<byte>.Count;
            at += Vector128<byte>.Count;
        }

        for (int lane = 0; lane < Vector128<byte>.Count; lane++)
            Extend(least[lane], most[lane]);
        return taken;
    }

    private bool TryScanSparse(int count)
    {
        if (!TryTake() || !Varint.TryRead(_source, ref _at, out ulong exceptions) || exceptions > (ulong)count)
            return false;
        ulong next = 0;
        for (ulong index = 0; index < exceptions; index++)
        {
            if (!Varint.TryRead(_source, ref _at, out ulong gap) || gap >= (ulong)count - next || !TryTake())
                return false;
            next += gap + 1;
        }

        return true;
    }

    private bool TryScanPacked(int count)
    {
        if (!Varint.TryRead(_source, ref _at, out ulong least) || least > long.MaxValue)
            return false;
        Span<long> numbers = stackalloc long[BitPacking.BlockLength];
        while (count > 0)
        {
            int length = Math.Min(count, BitPacking.BlockLength);
            if (_at >= _source.Length)
                return false;
            int width = _source[_at++];
            int size = BitPacking.Size(length, width);
            if (width > BitPacking.WidthMax || size > _source.Length - _at)
                return false;
            if ((length * width & 7) != 0 && _source[_at + size - 1] >> (length * width & 7) != 0)
                return false;
            ulong bound = least + ((1UL << width) - 1);
            if (bound <= _most)
                Extend(least, bound);
            else
                ScanBlock(width, least, numbers[..length]);
            _at += size;
            count -= length;
        }

        return true;
    }

    private void ScanBlock(int width, ulong least, scoped Span<long> numbers)
    {
        BitPacking.Unpack(_source[_at..], width, factor: 1, addend: 0, numbers);
        foreach (long number in numbers)
            Extend(least + (ulong)number, least + (ulong)number);
    }

    private bool TryTake()
    {
        if (!Varint.TryRead(_source, ref _at, out ulong stored))
            return false;
        Extend(stored, stored);
        return true;
    }

    private void Extend(ulong min, ulong max)
    {
        Min = Math.Min(Min, min);
        Max = Math.Max(Max, max);
    }
}
