using Pipeline.Core.Publications;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;

namespace Pipeline.Core.Endpoints;

/// <summary>Everything an endpoint knows: a function of the entries of its stream, in their order, and of nothing else.</summary>
/// <remarks>
/// <see cref="Apply(in EntryHeader, ReadOnlySpan{byte})"/> is total and deterministic: no clock, no randomness, no I/O, no failure on
/// validated sections. So replay gives the same state, bit for bit, and <see cref="EndpointSnapshot"/> of equal states are equal bytes.
/// Not thread-safe: one activation owns one state, on whatever thread it runs.
/// </remarks>
public sealed partial class EndpointState
{
    /// <summary>Segments of an endpoint, <c>__other__</c> included.</summary>
    public const int SegmentsMax = 64;

    /// <summary>Operations of an endpoint by name and kind, an <c>__other__</c> of each kind included.</summary>
    public const int OperationsMax = 256;

    /// <summary>Values of an endpoint by name and kind, an <c>__other__</c> of each kind included.</summary>
    public const int ValuesMax = 64;

    /// <summary>An event further ahead of its arrival than this is refused, ms.</summary>
    public const long AheadOfArrivalMsMax = 120_000;

    internal const int OperationKindCount = (int)OperationKind.Io + 1;
    internal const int ValueKindCount = (int)ValueKind.Distribution + 1;

    // Windows up to this width are closed when a stream is idle; an hour stays open for what comes later.
    private const long IdleClosedWidthMsMax = 60_000;

    public EndpointState()
        : this(EndpointOptions.Default)
    {
    }

    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public EndpointState(EndpointOptions options)
        : this(options, OperationsMax, OperationNumbersMax, ValuesMax)
    {
    }

    /// <exception cref="ArgumentException">The options are not valid.</exception>
    internal EndpointState(EndpointOptions options, int operationsMax, int operationNumbersMax, int valuesMax)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
        Options = options;
        Windows = new WindowSet(options.Windows);
        Operations = new AgeingNameTable(operationsMax, OperationKindCount, operationNumbersMax);
        Values = new NameTable(valuesMax, ValueKindCount);
    }

    public EndpointOptions Options { get; internal set; }

    /// <summary>No window ending at or before this time is open, Unix ms; null before the first event.</summary>
    public long? WatermarkUnixMs => Windows.WatermarkUnixMs == WindowSet.NoWatermark ? null : Windows.WatermarkUnixMs;

    /// <summary>The latest accepted event, or second with a tally or drop, Unix ms: what answers are as of. Null before the first.</summary>
    public long? LatestUnixMs { get; internal set; }

    /// <summary>The earliest accepted event, or second with a tally or drop, Unix ms. Null before the first.</summary>
    public long? EarliestUnixMs { get; internal set; }

    public EndpointCounters Counters { get; internal set; }

    /// <summary>
    /// Whether windows of up to a minute are open: silence will close them by <see cref="EntryKind.IdleClosed"/> entries, whose time <see
    /// cref="WouldCloseIdle"/> tells.
    /// </summary>
    public bool HasOpenWindows => LastIdleClosedEnd() != long.MinValue;

    /// <summary>What segments are to be told of this endpoint and have not acknowledged yet.</summary>
    public PublicationQueue Publications { get; } = new();

    internal WindowSet Windows { get; }

    internal SourceMarks Marks { get; } = new();

    internal NameTable Segments { get; } = new(SegmentsMax, kindCount: 1);

    internal AgeingNameTable Operations { get; }

    internal NameTable Values { get; }

    /// <summary>What applying a section of this batch would answer, without changing anything: the check before it is logged.</summary>
    /// <param name="identity">The batch; null is always new.</param>
    /// <param name="arrivalUnixMs">Its arrival, Unix ms.</param>
    /// <returns><see cref="ApplyStatus.Applied"/> if the section may be logged. Says nothing about sections in flight.</returns>
    public ApplyStatus Classify(BatchIdentity? identity, long arrivalUnixMs)
        => identity is { } known ? Marks.Classify(known, arrivalUnixMs) : ApplyStatus.Applied;

    /// <summary>Applies one entry.</summary>
    /// <param name="header">The entry's header.</param>
    /// <param name="body">
    /// Its body; for <see cref="EntryKind.Section"/> a section that <c>SectionValidator</c> has accepted. Not kept.
    /// </param>
    /// <returns>The answer to the sender.</returns>
    public ApplyResult Apply(in EntryHeader header, ReadOnlySpan<byte> body) => Apply(header, body, ApplyScratch.OfThread);

    /// <summary>Whether an <see cref="EntryKind.IdleClosed"/> entry of that arrival would close a window.</summary>
    public bool WouldCloseIdle(long arrivalUnixMs)
    {
        if (!HasOpenWindows)
            return false;
        long watermark = IdleWatermark(arrivalUnixMs);
        foreach (TierWindows tier in Windows.Tiers)
        {
            if (tier.FirstOpenEndUnixMs <= watermark)
                return true;
        }

        return false;
    }

    /// <summary>The name of a segment by its number; publications and acknowledgements go by numbers.</summary>
    public string SegmentNameOf(int segment) => Segments.Names[segment].Text;

    internal ApplyResult Apply(in EntryHeader header, ReadOnlySpan<byte> body, ApplyScratch scratch)
    {
        PublicationCollector publications = scratch.Workspace.Publications!;
        publications.Begin(this);
        ApplyResult result = ApplyByKind(header, body, scratch);
        publications.End();
        return result;
    }

    private ApplyResult ApplyByKind(in EntryHeader header, ReadOnlySpan<byte> body, ApplyScratch scratch)
    {
        switch (header.Kind)
        {
            case EntryKind.Section:
                ApplyStatus status = header.Identity is { } identity ? Marks.Add(identity, header.ArrivalUnixMs) : ApplyStatus.Applied;
                return status == ApplyStatus.Applied ? ApplySection(header, body, scratch) : new ApplyResult(status);
            case EntryKind.IdleClosed:
                CloseIdle(header.ArrivalUnixMs, scratch.Workspace);
                return new ApplyResult(ApplyStatus.Applied);
            case EntryKind.OptionsChanged when EndpointOptionsCodec.TryRead(body, out EndpointOptions options):
                Options = options;
                Windows.ChangeOptions(options.Windows, scratch.Workspace);
                return new ApplyResult(ApplyStatus.Applied);
            case EntryKind.PublicationsAcknowledged when AcknowledgementCodec.TryRead(body, out IReadOnlyList<PublicationMark> marks):
                foreach (PublicationMark mark in marks)
                    Publications.Acknowledge(mark.Segment, mark.Number);
                return new ApplyResult(ApplyStatus.Applied);
            default:
                return new ApplyResult(ApplyStatus.Unreadable);
        }
    }

    private ApplyResult ApplySection(in EntryHeader header, ReadOnlySpan<byte> body, ApplyScratch scratch)
    {
        if (header.RulesVersion >= AgeingRulesVersion)
            StartAgeing();
        ReleaseOperationNumbers();
        SectionApplier applier = new(this, scratch, body, header.ArrivalUnixMs);
        ApplyResult result = applier.Apply();
        if (result.AcceptedEvents + result.AcceptedTallies + result.AcceptedDrops > 0)
        {
            LatestUnixMs = Math.Max(LatestUnixMs ?? long.MinValue, applier.LatestUnixMs);
            EarliestUnixMs = Math.Min(EarliestUnixMs ?? long.MaxValue, applier.EarliestUnixMs);
            Windows.AdvanceTo(Math.Min(applier.LatestUnixMs, header.ArrivalUnixMs) - Options.AllowedLatenessMs, scratch.Workspace);
            SettleOperations();
        }

        return result;
    }

    /// <summary>
    /// Closes the finest windows, and those up to a minute that real time has passed as well, so that the last minute of a stream that
    /// fell silent is judged.
    /// </summary>
    private void CloseIdle(long arrivalUnixMs, CellWorkspace workspace)
    {
        if (HasOpenWindows)
            Windows.AdvanceTo(IdleWatermark(arrivalUnixMs), workspace);
    }

    /// <summary>
    /// Where an entry of that arrival moves the watermark. The last window of a coarser tier may end after it; a later entry closes that.
    /// </summary>
    private long IdleWatermark(long arrivalUnixMs)
    {
        long lastEnd = LastIdleClosedEnd();
        long idleEnd = lastEnd;
        foreach (TierWindows tier in Windows.Tiers)
            idleEnd = tier.Tier.WidthMs <= IdleClosedWidthMsMax ? tier.Tier.StartOf(lastEnd - 1) + tier.Tier.WidthMs : idleEnd;
        return Math.Max(Windows.Tiers[0].LastOpenEnd(), Math.Min(idleEnd, arrivalUnixMs - Options.AllowedLatenessMs));
    }

    private long LastIdleClosedEnd()
    {
        long lastEnd = Windows.Tiers[0].LastOpenEnd();
        foreach (TierWindows tier in Windows.Tiers)
            lastEnd = tier.Tier.WidthMs <= IdleClosedWidthMsMax ? Math.Max(lastEnd, tier.LastOpenEnd()) : lastEnd;
        return lastEnd;
    }
}
