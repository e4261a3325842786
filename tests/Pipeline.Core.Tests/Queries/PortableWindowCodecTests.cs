using Pipeline.Core.Endpoints;
using Pipeline.Core.Queries;
using Pipeline.Core.Tests.Endpoints;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Queries;

/// <summary>Closed windows are read elsewhere as they would be read where they closed.</summary>
public sealed class PortableWindowCodecTests
{
    private const long Start = 1_800_000_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Unpack_Packed_SumsUpTheSame(int seed)
    {
        List<PortableWindow> windows = Close(seed);
        Assert.True(PortableWindowCodec.TryUnpack(PortableWindowCodec.Pack(windows), out List<PortableWindow>? read));
        Assert.Equal(windows.Select(Describe), read.Select(Describe));
    }

    [Fact]
    public void Pack_WindowWithFewOfManyOperations_CarriesThoseOnly()
    {
        EndpointState state = new() { NotesClosed = true };
        for (int second = 0; second < 200; second++)
            Apply(state, Start + (second * 1_000), $"operation number {second}");
        Apply(state, Start + 600_000, "operation number 150");
        state.TakeClosed([]);
        state.Apply(new EntryHeader(EntryKind.IdleClosed, Start + 660_000), []);
        PortableWindow window = Take(state).First(window => window.Cell.WidthMs == 1_000);

        byte[] packed = PortableWindowCodec.Pack([window]);

        Assert.True(packed.Length < window.Cell.Packed.Length + 100, $"{packed.Length} bytes for a window of {window.Cell.Packed.Length}");
        Assert.True(PortableWindowCodec.TryUnpack(packed, out List<PortableWindow>? read));
        Assert.Equal(Describe(window), Describe(read[0]));
        Assert.Contains("operation number 150", Describe(read[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void Unpack_None_IsNone()
    {
        Assert.True(PortableWindowCodec.TryUnpack(PortableWindowCodec.Pack([]), out List<PortableWindow>? read));
        Assert.Empty(read);
    }

    [Fact]
    public void Unpack_CutAtEveryByte_IsRefused()
    {
        byte[] packed = PortableWindowCodec.Pack([.. Close(seed: 4).Take(20)]);
        for (int length = 0; length < packed.Length; length++)
            Assert.False(PortableWindowCodec.TryUnpack(packed.AsSpan(0, length), out _), $"{length} of {packed.Length} bytes");
        Assert.False(PortableWindowCodec.TryUnpack([.. packed, 0], out _));
    }

    [Fact]
    public void Unpack_AnyByteChanged_NeitherThrowsNorReadsWithoutEnd()
    {
        byte[] packed = PortableWindowCodec.Pack([.. Close(seed: 5).Take(10)]);
        for (int index = 0; index < packed.Length; index++)
        {
            byte before = packed[index];
            for (int bit = 0; bit < 8; bit++)
            {
                packed[index] = (byte)(before ^ (1 << bit));
                if (PortableWindowCodec.TryUnpack(packed, out List<PortableWindow>? read))
                    Assert.InRange(read.Count, 0, packed.Length);
            }

            packed[index] = before;
        }
    }

    private static List<PortableWindow> Close(int seed)
    {
        EndpointState state = new() { NotesClosed = true };
        RandomEvents draw = new(new Random(seed));
        for (int second = 0; second < 30; second++)
        {
            long time = Start + (second * 1_000);
            state.Apply(new EntryHeader(EntryKind.Section, time), Sections.Of(Enumerable.Range(0, 5).Select(_ => draw.Draw(time))));
        }

        state.Apply(new EntryHeader(EntryKind.IdleClosed, Start + 90_000), []);
        List<PortableWindow> windows = Take(state);
        Assert.NotEmpty(windows);
        return windows;
    }

    private static void Apply(EndpointState state, long time, string operation)
    {
        EventRecord record = Sections.Event(time);
        record.Operations.Add(new OperationUsage(operation, OperationKind.Function, CallsMilli: 2_000));
        state.Apply(new EntryHeader(EntryKind.Section, time), Sections.Of(record));
    }

    private static List<PortableWindow> Take(EndpointState state)
    {
        List<ClosedCell> closed = [];
        state.TakeClosed(closed);
        return [.. closed.Select(cell => new PortableWindow("/é", state.SegmentName(cell.Segment), cell, state.OperationNames))];
    }

    private static string Describe(PortableWindow window)
    {
        WindowSummary summary = WindowSummary.Read(window.Cell.Packed, window.Operations, 100);
        string operations = string.Join(';', summary.Operations.Select(operation => $"{operation.Name} {operation.Kind} {operation.PerEvent} {operation.MaxPerEvent}"));
        return $"{window.Endpoint} {window.Segment} {window.Cell.WidthMs} {window.Cell.StartUnixMs} {summary.Calls} {summary.Duration} {operations}";
    }
}
