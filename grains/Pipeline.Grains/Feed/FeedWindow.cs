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
    private readonly PortableWindow _window;
    private byte[]? _json;

    internal FeedWindow(WindowFeed feed, long sequence, PortableWindow window)
    {
        _feed = feed;
        _window = window;
        Sequence = sequence;
        SizeBytes = SizeInQueue;
    }

    public string Endpoint => _window.Endpoint;

    public string Segment => _window.Segment;

    /// <summary>Where it stands among the windows of its width.</summary>
    public FeedPosition Position => new(_feed.Run, WidthMs, Sequence);

    internal long Sequence { get; }

    internal long WidthMs => _window.Cell.WidthMs;

    /// <summary>What it counts against the bound of a client's queue: that does not change while it waits.</summary>
    internal int SizeInQueue => _window.Cell.Packed.Length + _window.OwnNamesBytes + OverheadBytes;

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
        ClosedCell cell = _window.Cell;
        WindowSummary summary = WindowSummary.Read(cell.Packed, _window.Operations, OperationCountMax);
        return new WindowReport(
            Endpoint,
            Segment,
            cell.StartUnixMs,
            cell.StartUnixMs + cell.WidthMs,
            summary.Calls.Count,
            summary.Calls.CountStandardError,
            summary.Calls.Errors,
            EndpointReports.ToReport(summary.Duration),
            [.. summary.Operations.Select(operation => new OperationCallsReport(
                operation.Name, FeatureWords.Of(operation.Kind), operation.PerEvent, operation.MaxPerEvent))]);
    }
}
