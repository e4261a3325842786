using System.Buffers;
using Pipeline.Detection.Evaluation.Feeding;
using Pipeline.Detection.Incidents;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Ndjson;

namespace Pipeline.Detection.Evaluation.Recorded;

/// <summary>Feeds a recording to as many endpoints as it has, line by line, as if it arrived while it happened.</summary>
/// <remarks>Lines go in the order of their time; memory holds a batch of them and the endpoints. Not thread-safe.</remarks>
public sealed class RecordedRun
{
    /// <summary>Endpoints that a recording may have.</summary>
    public const int EndpointsMax = 10_000;

    /// <summary>Lines travel in batches of this much time, ms.</summary>
    private const long BatchMs = 5_000;

    /// <summary>In a gap housekeeping is done every batch for so long, then once a minute: what it does by then it does soon or not at all.</summary>
    private const long CloseHousekeepingMs = 600_000;

    private const long WideHousekeepingMs = 60_000;

    private readonly RecordedOptions _options;
    private readonly NdjsonParser _parser = new();
    private readonly EventRecord _record = new();
    private readonly NdjsonBatchBuilder _builder = new();
    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly Dictionary<string, EndpointFeed> _feeds = new(StringComparer.Ordinal);
    private readonly HashSet<(string Endpoint, string Operation)> _operations = [];
    private long _batch = long.MinValue;
    private long _nowUnixMs = long.MinValue;

    public RecordedRun(RecordedOptions options) => _options = options;

    /// <summary>Lines that were refused.</summary>
    public long RefusedLines { get; private set; }

    /// <summary>Why the first of them was; null if none was.</summary>
    public string? FirstRefusal { get; private set; }

    /// <summary>The earliest time of a line, Unix ms; null before the first.</summary>
    public long? FirstUnixMs { get; private set; }

    public int EndpointCount => _feeds.Count;

    public long EventCount => _feeds.Values.Sum(static feed => feed.EventCount);

    /// <summary>Takes a line of NDJSON, without its end. Empty ones are passed over.</summary>
    /// <exception cref="InvalidDataException">There are too many endpoints.</exception>
    public void AddLine(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
            return;
        if (_parser.Parse(line, _record, out _, out EventError error) == NdjsonLineKind.Invalid)
        {
            RefusedLines++;
            FirstRefusal ??= error.ToString();
            return;
        }

        FirstUnixMs = Math.Min(FirstUnixMs ?? long.MaxValue, _record.TimeUnixMs);
        foreach (OperationUsage operation in _record.Operations)
            _operations.Add((_record.Endpoint, operation.Name));
        long batch = _record.TimeUnixMs / BatchMs;
        if (batch != _batch || _body.WrittenCount > EventLimits.BatchBytesMax)
            Flush();
        _batch = batch;
        _body.Write(line);
        _body.Write("\n"u8);
    }

    /// <summary>Feeds what is left, lets the streams fall idle, and groups what was raised.</summary>
    public IReadOnlyList<AnomalyGroup> Complete()
    {
        Flush();
        if (_nowUnixMs != long.MinValue)
            KeepHouseUntil(_nowUnixMs + (2 * _options.WindowMs));
        CallGraph graph = new(_feeds.Keys, _operations);
        return AnomalyGroups.Of(_feeds.Values.SelectMany(static feed => feed.Raised).Where(static raised => raised.IsAnomaly).Select(static raised => raised.Anomaly), graph);
    }

    private void Flush()
    {
        if (_body.WrittenCount == 0)
            return;
        // A line that comes after later ones arrives when it comes.
        long arrival = Math.Max(_nowUnixMs, (_batch + 1) * BatchMs);
        if (_nowUnixMs != long.MinValue)
            KeepHouseUntil(arrival);
        _nowUnixMs = arrival;
        _builder.Build(_body.WrittenSpan);
        _body.ResetWrittenCount();
        foreach (NdjsonSection section in _builder.Sections)
            FeedOf(section.Writer.Endpoint).Append(section.Writer.ToArray(), arrival);
    }

    private void KeepHouseUntil(long untilUnixMs)
    {
        long time = _nowUnixMs;
        while (time < untilUnixMs)
        {
            time = Math.Min(untilUnixMs, time + (time - _nowUnixMs < CloseHousekeepingMs ? BatchMs : WideHousekeepingMs));
            foreach (EndpointFeed feed in _feeds.Values)
                feed.KeepHouse(time);
        }
    }

    private EndpointFeed FeedOf(string endpoint)
    {
        if (_feeds.TryGetValue(endpoint, out EndpointFeed? feed))
            return feed;
        if (_feeds.Count == EndpointsMax)
            throw new InvalidDataException($"the recording has more than {EndpointsMax} endpoints");
        feed = new EndpointFeed(endpoint, _options.ToEndpoint(), _options.ToDetection());
        _feeds.Add(endpoint, feed);
        return feed;
    }
}
