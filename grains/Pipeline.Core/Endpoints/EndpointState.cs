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
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
        Options = options;
        Windows = new WindowSet(options.Windows);
    }

    public EndpointOptions Options { get; internal set; }

    /// <summary>No window ending at or before this time is open, Unix ms; null before the first event.</summary>
    public long? WatermarkUnixMs => Windows.WatermarkUnixMs == WindowSet.NoWatermark ? null : Windows.WatermarkUnixMs;

    /// <summary>The latest accepted event or tallied second, Unix ms: what answers are as of. Null before the first.</summary>
    public long? LatestUnixMs { get; internal set; }

    /// <summary>The earliest accepted event or tallied second, Unix ms. Null before the first.</summary>
    public long? EarliestUnixMs { get; internal set; }

    public EndpointCounters Counters { get; internal set; }

    /// <summary>Whether an <see cref="EntryKind.IdleClosed"/> entry would close windows that detection waits for.</summary>
    public bool HasOpenWindows => Windows.HasOpenFinestWindows;

    internal WindowSet Windows { get; }

    internal SourceMarks Marks { get; } = new();

    internal NameTable Segments { get; } = new(SegmentsMax, kindCount: 1);

    internal AgeingNameTable Operations { get; } = new(OperationsMax, OperationKindCount, OperationNumbersMax);

    internal NameTable Values { get; } = new(ValuesMax, ValueKindCount);

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

    internal ApplyResult Apply(in EntryHeader header, ReadOnlySpan<byte> body, ApplyScratch scratch)
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
            default:
                return new ApplyResult(ApplyStatus.Unreadable);
        }
    }

    private ApplyResult ApplySection(in EntryHeader header, ReadOnlySpan<byte> body, ApplyScratch scratch)
    {
        if (header.RulesVersion >= AgeingRulesVersion)
            StartAgeing();
        SectionApplier applier = new(this, scratch, body, header.ArrivalUnixMs);
        ApplyResult result = applier.Apply();
        if (result.AcceptedEvents + result.AcceptedTallies > 0)
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
        long finestEnd = Windows.Tiers[0].LastOpenEnd();
        long lastEnd = finestEnd;
        foreach (TierWindows tier in Windows.Tiers)
            lastEnd = tier.Tier.WidthMs <= IdleClosedWidthMsMax ? Math.Max(lastEnd, tier.LastOpenEnd()) : lastEnd;
        if (lastEnd == long.MinValue)
            return;
        long idleEnd = lastEnd;
        foreach (TierWindows tier in Windows.Tiers)
            idleEnd = tier.Tier.WidthMs <= IdleClosedWidthMsMax ? tier.Tier.StartOf(lastEnd - 1) + tier.Tier.WidthMs : idleEnd;
        Windows.AdvanceTo(Math.Max(finestEnd, Math.Min(idleEnd, arrivalUnixMs - Options.AllowedLatenessMs)), workspace);
    }
}
