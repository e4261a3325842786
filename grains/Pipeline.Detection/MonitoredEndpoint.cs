using System.Diagnostics.CodeAnalysis;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Packing;
using Pipeline.Core.Windows;
using Pipeline.Detection.Options;

namespace Pipeline.Detection;

/// <summary>An endpoint's aggregates and its detection, both brought up by the entries of one stream.</summary>
/// <remarks>What the grain holds, and what replays and backtests run. Not thread-safe.</remarks>
public sealed class MonitoredEndpoint
{
    private const byte Version = 1;

    private readonly List<ClosedCell> _closed = [];

    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public MonitoredEndpoint(string endpoint)
        : this(endpoint, EndpointOptions.Default, DetectionOptions.Default)
    {
    }

    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public MonitoredEndpoint(string endpoint, EndpointOptions options, DetectionOptions detection)
        : this(new EndpointState(options), new EndpointDetection(endpoint, detection))
    {
    }

    private MonitoredEndpoint(EndpointState state, EndpointDetection detection)
    {
        State = state;
        Detection = detection;
        State.NotesClosed = true;
    }

    public EndpointState State { get; }

    public EndpointDetection Detection { get; }

    /// <summary>What the last entry closed: finest windows first, each tier ascending by start. Valid until the next entry.</summary>
    public IReadOnlyList<ClosedCell> Closed => _closed;

    private static ReadOnlySpan<byte> Magic => "PME"u8;

    /// <summary>Applies one entry to both.</summary>
    /// <param name="header">The entry's header.</param>
    /// <param name="body">Its body, as for <see cref="EndpointState.Apply(in EntryHeader, ReadOnlySpan{byte})"/>.</param>
    /// <returns>The answer to the sender.</returns>
    public ApplyResult Apply(in EntryHeader header, ReadOnlySpan<byte> body)
    {
        _closed.Clear();
        if (header.Kind is EntryKind.ModelInstalled or EntryKind.DetectionOptionsChanged or EntryKind.MarkedNormal)
            return new ApplyResult(Detection.TryApply(header, body) ? ApplyStatus.Applied : ApplyStatus.Unreadable);
        ApplyResult result = State.Apply(header, body);
        State.TakeClosed(_closed);
        // Entries from before there was detection are not judged: whether they are replayed or come with a snapshot must not matter.
        if (header.RulesVersion >= EntryHeader.DetectionRulesVersion)
            Detection.Observe(State, _closed, header);
        return result;
    }

    /// <summary>Both as bytes: equal states give equal bytes.</summary>
    public byte[] WriteSnapshot()
    {
        PackedWriter writer = SnapshotFrame.Begin(Magic, Version);
        writer.WriteBlock(EndpointSnapshot.Write(State));
        writer.WriteBlock(Detection.Write());
        return SnapshotFrame.End(writer);
    }

    /// <summary>Reads a snapshot, also one of an endpoint's state alone, as was written before there was detection. Never throws.</summary>
    public static bool TryReadSnapshot(string endpoint, ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out MonitoredEndpoint? read, out SnapshotFault fault)
    {
        read = null;
        fault = SnapshotFrame.Check(bytes, Magic, Version);
        ReadOnlySpan<byte> ofState = bytes;
        EndpointDetection? detection = new(endpoint, DetectionOptions.Default);
        if (fault == SnapshotFault.None)
        {
            PackedReader reader = SnapshotFrame.Open(bytes);
            ofState = reader.ReadBlock();
            detection = EndpointDetection.TryRead(endpoint, reader.ReadBlock());
            if (detection is null || !reader.IsComplete)
                fault = SnapshotFault.Inconsistent;
        }
        else if (bytes.StartsWith("PES"u8))
        {
            fault = SnapshotFault.None;
        }

        if (fault != SnapshotFault.None || !EndpointSnapshot.TryRead(ofState, out EndpointState? state, out fault))
            return false;
        read = new MonitoredEndpoint(state, detection!);
        return true;
    }
}
