using System.Diagnostics.CodeAnalysis;
using System.Text;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Packing;
using Pipeline.Core.Windows;

namespace Pipeline.Core.Queries;

/// <summary>Packs closed windows for another process: a version, their number, then each with the names of those operations that it holds.</summary>
/// <remarks>
/// An endpoint may know thousands of operations, and a window mostly holds a few, so the names are looked up here and the endpoint's table is not sent. Bytes
/// that <see cref="Pack"/> did not make are refused without an exception, and nothing is sized by them.
/// </remarks>
public static class PortableWindowCodec
{
    /// <summary>At most so many windows at once.</summary>
    public const int WindowCountMax = 65_536;

    private const byte Version = 1;

    // Object and place in an array, beside the text.
    private const int NameOverheadBytes = 40;

    /// <exception cref="InvalidDataException">The bytes of a window are no cell.</exception>
    public static byte[] Pack(IReadOnlyCollection<PortableWindow> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(windows.Count, WindowCountMax);
        PackedWriter writer = new();
        writer.WriteByte(Version);
        writer.WriteCount(windows.Count);
        foreach (PortableWindow window in windows)
        {
            WriteText(writer, window.Endpoint);
            WriteText(writer, window.Segment);
            writer.WriteCount(window.Cell.WidthMs);
            writer.WriteSigned(window.Cell.StartUnixMs);
            writer.WriteBlock(window.Cell.Packed);
            WriteNames(writer, window);
        }

        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Pack"/> made; false if the bytes are anything else.</summary>
    public static bool TryUnpack(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out List<PortableWindow>? windows)
    {
        windows = null;
        PackedReader reader = new(bytes);
        if (reader.ReadByte() != Version)
            return false;
        int count = reader.ReadItemCount(WindowCountMax);
        List<PortableWindow> read = [];
        for (int index = 0; index < count && !reader.Failed; index++)
        {
            string endpoint = ReadText(ref reader);
            string segment = ReadText(ref reader);
            ClosedCell cell = new(reader.ReadCount(), reader.ReadSigned(), Segment: 0, reader.ReadBlock().ToArray());
            OperationNames names = ReadNames(ref reader, out int namesBytes);
            read.Add(new PortableWindow(endpoint, segment, cell, names, namesBytes));
        }

        if (!reader.IsComplete)
            return false;
        windows = read;
        return true;
    }

    private static void WriteNames(PackedWriter writer, PortableWindow window)
    {
        Cell cell = new();
        if (!CellCodec.TryMergeInto(window.Cell.Packed, cell))
            throw new InvalidDataException("A closed window cannot be read.");
        List<int> numbers = [];
        for (int number = 0; number < cell.Operations.Length; number++)
        {
            if (cell.Operations[number] is { IsEmpty: false })
                numbers.Add(number);
        }

        writer.WriteCount(numbers.Count);
        foreach (int number in numbers)
        {
            EndpointName name = window.Operations[number];
            writer.WriteCount(number);
            writer.WriteByte(name.Kind);
            WriteText(writer, name.Text);
        }
    }

    private static OperationNames ReadNames(ref PackedReader reader, out int namesBytes)
    {
        namesBytes = 0;
        int count = reader.ReadItemCount(CellCodec.NumberMax);
        if (count == 0)
            return OperationNames.None;
        List<EndpointName> names = [];
        for (int index = 0; index < count && !reader.Failed; index++)
        {
            int number = reader.ReadInt(CellCodec.NumberMax - 1);
            EndpointName name = new(Kind: reader.ReadByte(), Text: ReadText(ref reader));
            if (number < names.Count)
                reader.Fail();
            while (names.Count < number)
                names.Add(default);
            names.Add(name);
            namesBytes += NameOverheadBytes + (2 * name.Text.Length);
        }

        namesBytes += names.Count * NameOverheadBytes / 2;
        return new OperationNames([.. names], revision: 0);
    }

    private static void WriteText(PackedWriter writer, string text) => writer.WriteBlock(Encoding.UTF8.GetBytes(text));

    private static string ReadText(ref PackedReader reader) => Encoding.UTF8.GetString(reader.ReadBlock());
}
