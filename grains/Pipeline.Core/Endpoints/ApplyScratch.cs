using Pipeline.Core.Publications;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Endpoints;

/// <summary>Memory that applying a section needs only while it runs: decoded columns, slots, sums.</summary>
/// <remarks>
/// One per thread serves all endpoints on it; nothing in it outlives an <c>Apply</c>. Up to some 4 MB after the largest sections.
/// </remarks>
internal sealed class ApplyScratch
{
    [ThreadStatic]
    private static ApplyScratch? s_ofThread;

    private int[] _slots = [];
    private int[] _groupSlots = [];
    private int[] _positions = [];
    private int[] _groupPositions = [];
    private long[] _values = [];
    private long[] _times = [];
    private long[] _segments = [];
    private long[] _floors = [];
    private long[] _counts = [];
    private long[] _weights = [];

    /// <summary>The calling thread's own.</summary>
    public static ApplyScratch OfThread => s_ofThread ??= new ApplyScratch();

    public CellWorkspace Workspace { get; } = new() { Publications = new PublicationCollector() };

    public SlotTable Slots { get; } = new();

    public UniformSums Sums { get; } = new();

    public ExemplarIds ExemplarIds { get; } = new();

    /// <summary>Dictionary index to segment number, -1 until an accepted event asks.</summary>
    public int[] SegmentNumbers { get; } = new int[EventLimits.SegmentsPerSectionMax];

    public List<Refusal> EventRefusals { get; } = [];

    public List<Refusal> TallyRefusals { get; } = [];

    /// <summary>Of each event its slot.</summary>
    public Span<int> EventSlots(int count) => Rent(ref _slots, count);

    /// <summary>Of each event of a group, or each present value of a column, its slot.</summary>
    public Span<int> GroupSlots(int count) => Rent(ref _groupSlots, count);

    public Span<int> Positions(int count) => Rent(ref _positions, count);

    /// <summary>The column at hand.</summary>
    public Span<long> Values(int count) => Rent(ref _values, count);

    public Span<long> Times(int count) => Rent(ref _times, count);

    public Span<long> Segments(int count) => Rent(ref _segments, count);

    /// <summary>Of each slot the duration below which an event is no exemplar.</summary>
    public Span<long> Floors(int count) => Rent(ref _floors, count);

    /// <summary>Of each event of the group at hand its index in the section.</summary>
    public Span<int> GroupPositions(int count) => Rent(ref _groupPositions, count);

    public Span<long> Counts(int count) => Rent(ref _counts, count);

    public Span<long> Weights(int count) => Rent(ref _weights, count);

    private static Span<T> Rent<T>(ref T[] array, int count)
    {
        if (array.Length < count)
            array = new T[Math.Max(count, 2 * array.Length)];
        return array.AsSpan(0, count);
    }
}
