using System.Text.Json;
using Pipeline.Core.Features;
using Pipeline.Core.Queries;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Feed;

/// <summary>A closed window of one segment on its way to clients: packed until somebody wants to read it.</summary>
/// <remarks>Thread-safe. Only the feed changes where it is kept.</remarks>
public sealed class FeedWindow
{
    private const int OperationCountMax = 10;

    // Object, place in the ring, share of the name table.
    private const int OverheadBytes = 160;

    private readonly WindowFeed _feed;
    private readonly ClosedCell _cell;
    private readonly OperationNames _names;
    private byte[]? _json;

    internal FeedWindow(WindowFeed feed, long sequence, string endpoint, string segment, OperationNames names, in ClosedCell cell)
    {
        _feed = feed;
        _cell = cell;
        _names = names;
        Sequence = sequence;
        Endpoint = endpoint;
        Segment = segment;
        SizeBytes = SizeInQueue;
    }

    public string Endpoint { get; }

    public string Segment { get; }

    /// <summary>Where it stands among the windows of its width.</summary>
    public FeedPosition Position => new(_feed.Run, _cell.WidthMs, Sequence);

    internal long Sequence { get; }

    internal long WidthMs => _cell.WidthMs;

    /// <summary>What it counts against the bound of a client's queue: that does not change while it waits.</summary>
    internal int SizeInQueue => _cell.Packed.Length + OverheadBytes;

    /// <summary>What it counts against the bound of the ring. Guarded by the feed's lock.</summary>
    internal int SizeBytes { get; set; }

    /// <summary>Guarded by the feed's lock.</summary>
    internal bool IsInRing { get; set; }

    /// <summary>The <see cref="WindowReport"/> as JSON; worked out by the first who asks, and kept where others will.</summary>
    public ReadOnlyMemory<byte> ToJson()
    {
        if (Volatile.Read(ref _json) is { } known)
            return known;
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(CreateReport(), ReportJsonContext.Default.WindowReport);
        if (_feed.IsShared(WidthMs) && Interlocked.CompareExchange(ref _json, json, null) is null)
            _feed.OnGrown(this, json.Length);
        return json;
    }

    private WindowReport CreateReport()
    {
        WindowSummary summary = WindowSummary.Read(_cell.Packed, _names, OperationCountMax);
        return new WindowReport(
            Endpoint,
            Segment,
            _cell.StartUnixMs,
            _cell.StartUnixMs + _cell.WidthMs,
            summary.Calls.Count,
            summary.Calls.CountStandardError,
            summary.Calls.Errors,
            EndpointReports.ToReport(summary.Duration),
            [.. summary.Operations.Select(operation => new OperationCallsReport(
                operation.Name, FeatureWords.Of(operation.Kind), operation.PerEvent, operation.MaxPerEvent))]);
    }
}
