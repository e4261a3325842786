using Pipeline.Core.Packing;
using Pipeline.Core.Windows;

namespace Pipeline.Detection.Monitoring;

/// <summary>Short windows in a row, joined until they hold enough calls to be judged.</summary>
internal sealed class PendingCell
{
    /// <summary>Windows joined at most; with too few calls even then, they are judged as they are.</summary>
    public const int WindowsMax = 360;

    private Cell _cell = new();

    /// <summary>Start of the first, Unix ms.</summary>
    public long StartUnixMs { get; private set; }

    /// <summary>End of the last, Unix ms.</summary>
    public long EndUnixMs { get; private set; }

    public bool IsEmpty => EndUnixMs == 0;

    /// <summary>Calls that were joined so far.</summary>
    public double Calls => _cell.TallyOk + (double)_cell.TallyErrors + ((double)_cell.Untallied.CallsMicro / PackedWriter.CommonScale);

    /// <summary>Adds a window.</summary>
    /// <param name="packed">The packed cell.</param>
    /// <param name="startUnixMs">Start of the window; later than any before.</param>
    /// <param name="widthMs">Its width.</param>
    public void Add(ReadOnlySpan<byte> packed, long startUnixMs, long widthMs)
    {
        if (IsEmpty)
            StartUnixMs = startUnixMs;
        EndUnixMs = startUnixMs + widthMs;
        CellCodec.TryMergeInto(packed, _cell);
    }

    /// <summary>What was joined, if it is enough; then the next begins.</summary>
    /// <param name="callsMin">Calls that are enough.</param>
    /// <param name="widthMs">Width of a short window.</param>
    public Cell? TakeIfEnough(int callsMin, long widthMs)
    {
        if (Calls < callsMin && EndUnixMs - StartUnixMs < WindowsMax * widthMs)
            return null;
        Cell taken = _cell;
        _cell = new Cell();
        return taken;
    }

    /// <summary>Begins anew after <see cref="TakeIfEnough"/>, whose times were read.</summary>
    public void Begin() => (StartUnixMs, EndUnixMs) = (0, 0);

    public void Write(PackedWriter writer)
    {
        writer.WriteCount(StartUnixMs);
        writer.WriteCount(EndUnixMs);
        if (IsEmpty)
            return;
        PackedWriter cell = new();
        CellCodec.Write(cell, _cell);
        writer.WriteBlock(cell.Written);
    }

    public static PendingCell Read(ref PackedReader reader)
    {
        PendingCell pending = new() { StartUnixMs = reader.ReadCount(), EndUnixMs = reader.ReadCount() };
        if (!pending.IsEmpty && !CellCodec.TryMergeInto(reader.ReadBlock(), pending._cell))
            reader.Fail();
        return pending;
    }
}
