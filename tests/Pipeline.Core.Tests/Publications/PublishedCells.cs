using System.Text;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Packing;
using Pipeline.Core.Segments;
using Pipeline.Core.Windows;

namespace Pipeline.Core.Tests.Publications;

/// <summary>Adds up cells of endpoints and segments by the names of what they count, so that they can be compared bit for bit.</summary>
internal sealed class PublishedCells
{
    private readonly NameTable _operations = new(4_000, EndpointState.OperationKindCount);
    private readonly NameTable _values = new(4_000, EndpointState.ValueKindCount);

    /// <summary>Of a segment of endpoints, everything that they have published: lifetime and what is open above the published tier.</summary>
    public byte[] AllOf(IEnumerable<EndpointState> endpoints, string segment) =>
        AllOf(endpoints, segment, state => state.Windows.PublishedTier + 1);

    /// <summary>Of a segment of endpoints, what they have published of one window.</summary>
    public byte[] WindowOf(IEnumerable<EndpointState> endpoints, string segment, int tier, long startUnixMs) =>
        Pack(endpoints, segment, (state, number, total) =>
        {
            WindowTier definition = state.Windows.Tiers[tier].Tier;
            AddOpen(state, number, total, startUnixMs, startUnixMs + definition.WidthMs, state.Windows.PublishedTier + 1, tier);
            foreach (ClosedWindow window in state.Windows.Tiers[tier].Closed)
            {
                if (window.StartUnixMs == startUnixMs && number < window.Packed.Length && window.Packed[number] is { } packed)
                    AddPacked(state, packed, total);
            }
        });

    public byte[] AllOf(SegmentState segment) => AllOf([segment.Aggregates], "all", _ => 0);

    public byte[] WindowOf(SegmentState segment, int tier, long startUnixMs, byte[]? stored)
    {
        EndpointState state = segment.Aggregates;
        Cell total = new();
        AddOpen(state, 0, total, startUnixMs, startUnixMs + state.Windows.Tiers[tier].Tier.WidthMs, firstTier: 0, tier);
        bool isInMemory = false;
        foreach (ClosedWindow window in state.Windows.Tiers[tier].Closed)
        {
            if (window.StartUnixMs != startUnixMs)
                continue;
            isInMemory = true;
            if (window.Packed is [{ } packed, ..])
                AddPacked(state, packed, total);
        }

        if (!isInMemory && stored is not null)
        {
            SegmentCells cells = new(1);
            Assert.True(WindowCodec.TryMergeInto(stored, cells));
            Add(state, cells.Total(), total);
        }

        return Pack(total);
    }

    private byte[] AllOf(IEnumerable<EndpointState> endpoints, string segment, Func<EndpointState, int> firstTier) =>
        Pack(endpoints, segment, (state, number, total) =>
        {
            if (number < state.Windows.Lifetime.Length && state.Windows.Lifetime[number] is { } lifetime)
                Add(state, lifetime, total);
            AddOpen(state, number, total, long.MinValue, long.MaxValue, firstTier(state), int.MaxValue);
        });

    private static byte[] Pack(IEnumerable<EndpointState> endpoints, string segment, Action<EndpointState, int, Cell> add)
    {
        Cell total = new();
        foreach (EndpointState state in endpoints)
        {
            for (int number = 0; number < state.Segments.Names.Count; number++)
            {
                if (state.Segments.Names[number].Text == segment)
                    add(state, number, total);
            }
        }

        return Pack(total);
    }

    private static byte[] Pack(Cell cell)
    {
        PackedWriter writer = new();
        CellCodec.Write(writer, cell);
        return writer.ToArray();
    }

    private void AddOpen(EndpointState state, int segment, Cell total, long from, long to, int firstTier, int lastTier)
    {
        for (int tier = firstTier; tier < state.Windows.Tiers.Length && tier <= lastTier; tier++)
        {
            foreach (OpenWindow window in state.Windows.Tiers[tier].Open)
            {
                if (window.StartUnixMs >= from && window.StartUnixMs < to && segment < window.Cells.Length && window.Cells[segment] is { } cell)
                    Add(state, cell, total);
            }
        }
    }

    private void AddPacked(EndpointState state, byte[] packed, Cell total)
    {
        Cell cell = new();
        Assert.True(CellCodec.TryMergeInto(packed, cell));
        Add(state, cell, total);
    }

    private void Add(EndpointState state, Cell cell, Cell total) =>
        total.Merge(cell, Map(state.Operations.Names, _operations), Map(state.Values.Names, _values));

    private static int[] Map(IReadOnlyList<EndpointName> from, NameTable to) =>
        [.. from.Select(name => name.Text is null ? -1 : to.GetOrAdd(Encoding.UTF8.GetBytes(name.Text), name.Kind, out _))];
}
