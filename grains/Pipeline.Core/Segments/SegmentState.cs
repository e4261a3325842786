using Pipeline.Core.Endpoints;
using Pipeline.Core.Publications;
using Pipeline.Core.Windows;

namespace Pipeline.Core.Segments;

/// <summary>Everything a segment knows: what endpoints have published of it, and up to which publication of each.</summary>
/// <remarks>
/// <para>
/// To its windows and to questions a segment is an endpoint with one segment, without seconds and with more names: <see
/// cref="Aggregates"/>. It differs in what comes in: whole cells, each publication once and in the order of its publisher.
/// </para>
/// <para>
/// Publications of different endpoints come in any order, and the order decides nothing but which names find a place: sums do not depend
/// on it. Not thread-safe.
/// </para>
/// </remarks>
public sealed class SegmentState
{
    /// <summary>Operations of a segment by name and kind, an <c>__other__</c> of each kind included.</summary>
    public const int OperationsMax = 1_024;

    /// <summary>Values of a segment by name and kind, an <c>__other__</c> of each kind included.</summary>
    public const int ValuesMax = 256;

    /// <summary>
    /// The endpoints' own tiers from ten seconds on. The watermark stays 30 s behind the latest window published, so that endpoints that
    /// are silent for a moment still find their windows open.
    /// </summary>
    public static readonly EndpointOptions DefaultOptions = new()
    {
        AllowedLatenessMs = 30_000,
        Windows = new WindowOptions([new(10_000, 180), new(60_000, 720), new(3_600_000, 168)]),
    };

    // Numbers of operations that cells may have at a time; those that lost their place keep theirs while windows have it.
    private const int OperationNumbersMax = 2 * OperationsMax;

    private const int Segment = 0;

    private static readonly byte[] s_name = "all"u8.ToArray();

    private readonly CellWorkspace _workspace = new();
    private readonly HashSet<string> _endpoints = new(StringComparer.Ordinal);

    public SegmentState()
        : this(DefaultOptions)
    {
    }

    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public SegmentState(EndpointOptions options)
    {
        Aggregates = new EndpointState(options, OperationsMax, OperationNumbersMax, ValuesMax);
        Aggregates.Segments.GetOrAdd(s_name, kind: 0, out _);
        Aggregates.Operations.StartAgeing(0);
    }

    /// <summary>Windows and names, to be asked and stored as an endpoint's are. Nothing is ever applied to it as an entry.</summary>
    public EndpointState Aggregates { get; }

    public SegmentCounters Counters { get; internal set; }

    /// <summary>Endpoints that have published.</summary>
    public int EndpointCount => _endpoints.Count;

    internal Dictionary<Publisher, PublisherMark> Marks { get; } = [];

    /// <summary>Number of the publisher's latest publication that is applied; 0 before the first.</summary>
    public long AppliedUpTo(Publisher publisher) => Marks.TryGetValue(publisher, out PublisherMark? mark) ? mark.Applied : 0;

    /// <summary>
    /// Number up to which publications need not be kept any more: each of the two stored snapshots holds them, so that either may be lost.
    /// </summary>
    public long DurableUpTo(Publisher publisher) =>
        Marks.TryGetValue(publisher, out PublisherMark? mark) ? Math.Min(mark.InLatest, mark.InPrevious) : 0;

    /// <summary>The stored windows that must be in memory before a publication is applied.</summary>
    public void FindUnloaded(Publication publication, HashSet<WindowKey> unloaded)
    {
        ArgumentNullException.ThrowIfNull(publication);
        ArgumentNullException.ThrowIfNull(unloaded);
        WindowSet windows = Aggregates.Windows;
        if (!windows.HasStored)
            return;
        foreach (PublicationItem item in publication.Items)
            windows.FindUnloaded(TierOf(item), item.StartUnixMs, unloaded);
    }

    /// <summary>Applies the publication that follows the publisher's last one.</summary>
    /// <param name="publisher">Whose.</param>
    /// <param name="number">Its number.</param>
    /// <param name="publication">The publication.</param>
    /// <returns>False, with nothing changed, if another number is the next one: what was applied is never applied again.</returns>
    public bool TryApply(Publisher publisher, long number, Publication publication)
    {
        ArgumentNullException.ThrowIfNull(publication);
        if (number != AppliedUpTo(publisher) + 1)
            return false;
        Aggregates.ReleaseOperationNumbers();
        long overflowOperations = 0;
        long overflowValues = 0;
        int[] operations = publication.MapOperations(Aggregates.Operations, Aggregates.Windows.WatermarkUnixMs, ref overflowOperations);
        int[] values = publication.MapValues(Aggregates.Values, ref overflowValues);
        long latest = long.MinValue;
        foreach (PublicationItem item in publication.Items)
            latest = Math.Max(latest, Add(item, operations, values));
        Counters = Counters with
        {
            Publications = Counters.Publications + 1,
            OverflowOperations = Counters.OverflowOperations + overflowOperations,
            OverflowValues = Counters.OverflowValues + overflowValues,
            LateBeginners = Counters.LateBeginners + (publication.BeginsLate ? 1 : 0),
        };
        if (latest != long.MinValue)
        {
            Aggregates.Windows.AdvanceTo(latest - Aggregates.Options.AllowedLatenessMs, _workspace);
            Aggregates.SettleOperations();
        }

        GetOrAddMark(publisher).Applied = number;
        return true;
    }

    /// <summary>Gives up publications that nobody has any more, so that those after them can be applied.</summary>
    /// <param name="publisher">Whose.</param>
    /// <param name="upTo">Number of the last one that is gone.</param>
    /// <returns>How many were missing.</returns>
    public long GiveUp(Publisher publisher, long upTo)
    {
        long missing = upTo - AppliedUpTo(publisher);
        if (missing <= 0)
            return 0;
        GetOrAddMark(publisher).Applied = upTo;
        Counters = Counters with { LostPublications = Counters.LostPublications + missing };
        return missing;
    }

    /// <summary>Notes that a snapshot of this state is stored, and the one before it kept.</summary>
    public void OnSnapshotStored()
    {
        foreach (PublisherMark mark in Marks.Values)
        {
            mark.InPrevious = mark.InLatest;
            mark.InLatest = mark.Applied;
        }
    }

    /// <summary>Notes which snapshots are stored, after this state was read from one of them.</summary>
    /// <param name="isLatest">Whether this state is that of the latest, which else is of no use.</param>
    /// <param name="previous">The one before the latest; null if it is of no use, or has been read as this state.</param>
    public void OnRestored(bool isLatest, SegmentState? previous)
    {
        foreach ((Publisher publisher, PublisherMark mark) in Marks)
        {
            mark.InLatest = isLatest ? mark.Applied : 0;
            mark.InPrevious = isLatest ? Math.Min(previous?.AppliedUpTo(publisher) ?? 0, mark.Applied) : 0;
        }
    }

    internal PublisherMark GetOrAddMark(Publisher publisher)
    {
        if (Marks.TryGetValue(publisher, out PublisherMark? mark))
            return mark;
        _endpoints.Add(publisher.Endpoint);
        Marks.Add(publisher, mark = new PublisherMark());
        return mark;
    }

    /// <summary>The finest tier with a window that holds the item whole; the number of tiers if none does.</summary>
    private int TierOf(in PublicationItem item)
    {
        ReadOnlySpan<TierWindows> tiers = Aggregates.Windows.Tiers;
        int tier = item.WidthMs == 0 ? tiers.Length : 0;
        while (tier < tiers.Length
            && tiers[tier].Tier.StartOf(item.StartUnixMs) != tiers[tier].Tier.StartOf(item.StartUnixMs + item.WidthMs - 1))
            tier++;
        return tier;
    }

    /// <summary>Adds an item and returns its end.</summary>
    private long Add(in PublicationItem item, ReadOnlySpan<int> operations, ReadOnlySpan<int> values)
    {
        WindowSet windows = Aggregates.Windows;
        int tier = TierOf(item);
        bool isLate = tier == windows.Tiers.Length || !windows.IsOpen(tier, windows.Tiers[tier].Tier.StartOf(item.StartUnixMs));
        bool isBeyondRetention = item.WidthMs != 0 && windows.FindTier(item.StartUnixMs) < 0;
        Counters = Counters with
        {
            LateEvents = Counters.LateEvents + (isLate ? item.Cell.Events : 0),
            BeyondRetention = Counters.BeyondRetention + (isBeyondRetention ? 1 : 0),
        };
        Cell renumbered = _workspace.Rent();
        renumbered.Merge(item.Cell, operations, values);
        windows.AddSettled(tier, item.StartUnixMs, Segment, renumbered, _workspace);
        _workspace.Return(renumbered);
        long end = item.StartUnixMs + Math.Max(1, item.WidthMs);
        Aggregates.LatestUnixMs = Math.Max(Aggregates.LatestUnixMs ?? long.MinValue, end - 1);
        Aggregates.EarliestUnixMs = Math.Min(Aggregates.EarliestUnixMs ?? long.MaxValue, item.StartUnixMs);
        return end;
    }
}
