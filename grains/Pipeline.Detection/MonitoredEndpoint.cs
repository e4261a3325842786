using System.Diagnostics.CodeAnalysis;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Packing;
using Pipeline.Core.Windows;
using Pipeline.Detection.Budgets;
using Pipeline.Detection.Findings;
using Pipeline.Detection.Options;

namespace Pipeline.Detection;

/// <summary>An endpoint's aggregates, its detection and its budgets, all brought up by the entries of one stream.</summary>
/// <remarks>What the grain holds, and what replays and backtests run. Not thread-safe.</remarks>
public sealed class MonitoredEndpoint
{
    private const byte Version = 2;

    // Without budgets and findings.
    private const byte FirstVersion = 1;

    private readonly List<ClosedCell> _closed = [];

    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public MonitoredEndpoint(string endpoint)
        : this(endpoint, EndpointOptions.Default, DetectionOptions.Default)
    {
    }

    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public MonitoredEndpoint(string endpoint, EndpointOptions options, DetectionOptions detection)
        : this(new EndpointState(options), new EndpointDetection(endpoint, detection), new EndpointBudgets(endpoint), new FindingLog())
    {
    }

    private MonitoredEndpoint(EndpointState state, EndpointDetection detection, EndpointBudgets budgets, FindingLog findings)
    {
        State = state;
        Detection = detection;
        Budgets = budgets;
        Findings = findings;
        State.NotesClosed = true;
    }

    public EndpointState State { get; }

    public EndpointDetection Detection { get; }

    public EndpointBudgets Budgets { get; }

    /// <summary>What detection and budgets have found, and in which order it changed: what alerts are made of.</summary>
    public FindingLog Findings { get; }

    /// <summary>What the last entry closed: finest windows first, each tier ascending by start. Valid until the next entry.</summary>
    public IReadOnlyList<ClosedCell> Closed => _closed;

    private static ReadOnlySpan<byte> Magic => "PME"u8;

    /// <summary>Applies one entry to all of it.</summary>
    /// <param name="header">The entry's header.</param>
    /// <param name="body">Its body, as for <see cref="EndpointState.Apply(in EntryHeader, ReadOnlySpan{byte})"/>.</param>
    /// <returns>The answer to the sender.</returns>
    public ApplyResult Apply(in EntryHeader header, ReadOnlySpan<byte> body)
    {
        _closed.Clear();
        ApplyResult result = header.Kind switch
        {
            EntryKind.ModelInstalled or EntryKind.DetectionOptionsChanged or EntryKind.MarkedNormal => AnswerOf(Detection.TryApply(header, body)),
            EntryKind.BudgetsChanged => AnswerOf(Budgets.TryApply(header, body, hasEvents: State.LatestUnixMs is not null)),
            _ => ApplyToState(header, body),
        };
        // From there on only, so that a snapshot of before and the whole stream give the same numbers.
        if (header.RulesVersion >= EntryHeader.FindingsRulesVersion)
            Findings.Follow(Detection, Budgets, header.ArrivalUnixMs);
        return result;
    }

    private static ApplyResult AnswerOf(bool isRead) => new(isRead ? ApplyStatus.Applied : ApplyStatus.Unreadable);

    private ApplyResult ApplyToState(in EntryHeader header, ReadOnlySpan<byte> body)
    {
        ApplyResult result = State.Apply(header, body);
        State.TakeClosed(_closed);
        // Entries from before there was detection are not judged: whether they are replayed or come with a snapshot must not matter.
        if (header.RulesVersion >= EntryHeader.DetectionRulesVersion)
            Detection.Observe(State, _closed, header);
        if (header.RulesVersion >= EntryHeader.FindingsRulesVersion)
            Budgets.Observe(State, _closed, header);
        return result;
    }

    /// <summary>All of it as bytes: equal states give equal bytes.</summary>
    public byte[] WriteSnapshot()
    {
        PackedWriter writer = SnapshotFrame.Begin(Magic, Version);
        writer.WriteBlock(EndpointSnapshot.Write(State));
        writer.WriteBlock(Detection.Write());
        writer.WriteBlock(Budgets.Write());
        writer.WriteBlock(Findings.Write());
        return SnapshotFrame.End(writer);
    }

    /// <summary>Reads a snapshot, also one of an endpoint's state alone, as was written before there was detection. Never throws.</summary>
    public static bool TryReadSnapshot(string endpoint, ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out MonitoredEndpoint? read, out SnapshotFault fault)
    {
        read = null;
        EndpointDetection? detection = new(endpoint, DetectionOptions.Default);
        EndpointBudgets? budgets = new(endpoint);
        FindingLog? findings = new();
        ReadOnlySpan<byte> ofState = bytes;
        bool isFirst = SnapshotFrame.Check(bytes, Magic, FirstVersion) == SnapshotFault.None;
        fault = isFirst ? SnapshotFault.None : SnapshotFrame.Check(bytes, Magic, Version);
        if (fault == SnapshotFault.None)
        {
            PackedReader reader = SnapshotFrame.Open(bytes);
            ofState = reader.ReadBlock();
            detection = EndpointDetection.TryRead(endpoint, reader.ReadBlock());
            if (!isFirst)
                (budgets, findings) = (EndpointBudgets.TryRead(endpoint, reader.ReadBlock()), FindingLog.TryRead(reader.ReadBlock()));
            if (detection is null || budgets is null || findings is null || !reader.IsComplete)
                fault = SnapshotFault.Inconsistent;
        }
        else if (bytes.StartsWith("PES"u8))
        {
            fault = SnapshotFault.None;
        }

        if (fault != SnapshotFault.None || !EndpointSnapshot.TryRead(ofState, out EndpointState? state, out fault))
            return false;
        read = new MonitoredEndpoint(state, detection!, budgets!, findings!);
        return true;
    }
}
