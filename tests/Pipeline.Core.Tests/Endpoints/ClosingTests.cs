using Pipeline.Core.Endpoints;
using Pipeline.Core.Queries;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Endpoints;

/// <summary>What closes is noted beside the state, and says what the events of the window add up to.</summary>
public sealed class ClosingTests
{
    private const long Start = 1_800_000_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Apply_NotingWhatCloses_ChangesNothingAndMissesNothing(int seed)
    {
        Random random = new(seed);
        RandomEvents draw = new(random);
        EndpointState plain = new();
        EndpointState noting = new() { NotesClosed = true };
        List<EventRecord> sent = [];
        List<ClosedCell> closed = [];
        long now = Start;
        for (int entry = 0; entry < 200; entry++)
        {
            // Now and then so long that windows are past their retention when they close.
            now += random.Next(20) == 0 ? 3_600_000 : random.Next(3_000);
            // In order and within the allowed lateness, so that no window changes after it has closed.
            List<EventRecord> records = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => draw.Draw(now - random.Next(1_000)))];
            sent.AddRange(records);
            byte[] section = Sections.Of(records);
            plain.Apply(new EntryHeader(EntryKind.Section, now), section);
            noting.Apply(new EntryHeader(EntryKind.Section, now), section);
            noting.TakeClosed(closed);
        }

        Assert.Equal(EndpointSnapshot.Write(plain), EndpointSnapshot.Write(noting));
        foreach (WindowTier tier in plain.Options.Windows.Tiers)
        {
            ClosedCell[] cells = [.. closed.Where(cell => cell.WidthMs == tier.WidthMs)];
            Dictionary<(long, string), int> expected = sent
                .GroupBy(record => (tier.StartOf(record.TimeUnixMs), record.Segment))
                .Where(window => window.Key.Item1 + tier.WidthMs <= noting.WatermarkUnixMs)
                .ToDictionary(window => window.Key, window => window.Count());
            Assert.Equal(expected.Keys.Order(), cells.Select(cell => (cell.StartUnixMs, noting.SegmentName(cell.Segment))).Order());
            Assert.All(cells, cell => Assert.Equal(
                expected[(cell.StartUnixMs, noting.SegmentName(cell.Segment))],
                WindowSummary.Read(cell.Packed, noting.OperationNames, operationCountMax: 2).Calls.Events));
        }
    }

    [Fact]
    public void Read_Summary_HasTheOperationsWithTheMostCalls()
    {
        EndpointState state = new() { NotesClosed = true };
        EventRecord record = Sections.Event(Start);
        foreach ((string name, long calls) in new[] { ("few", 1_000L), ("most", 9_000), ("more", 5_000) })
            record.Operations.Add(new OperationUsage(name, OperationKind.Function, calls));
        state.Apply(new EntryHeader(EntryKind.Section, Start), Sections.Of(record));
        state.Apply(new EntryHeader(EntryKind.IdleClosed, Start + 60_000), []);
        List<ClosedCell> closed = [];
        state.TakeClosed(closed);

        WindowSummary summary = WindowSummary.Read(closed[0].Packed, state.OperationNames, operationCountMax: 2);

        Assert.Equal([("most", 9.0), ("more", 5.0)], summary.Operations.Select(operation => (operation.Name, operation.PerEvent)));
        Assert.Throws<InvalidDataException>(() => WindowSummary.Read(closed[0].Packed.AsSpan()[1..], state.OperationNames, 2));
    }
}
