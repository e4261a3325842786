using Pipeline.Core.Endpoints;
using Pipeline.Detection;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Backtests;
using Pipeline.Detection.Options;
using Pipeline.EventLog;

namespace Pipeline.Grains.Backtests;

/// <summary>A <see cref="BacktestRun"/> of what the log still has, with the range that it can be compared in.</summary>
/// <param name="endpoint">The endpoint.</param>
/// <param name="options">The options asked about.</param>
/// <param name="asked">The range asked about.</param>
/// <param name="live">The detection that runs.</param>
/// <param name="first">The oldest entry that the log has.</param>
internal sealed class EndpointReplayRun(string endpoint, DetectionOptions options, BacktestRange asked, EndpointDetection live, Offset first)
{
    private BacktestRun? _run;
    private long? _fromUnixMs;
    private long? _comparedFromUnixMs;
    private long _count;

    public ReplayedEntries Entries => new(endpoint, _count, _fromUnixMs, first.Value, _comparedFromUnixMs);

    public BacktestRange Range => _comparedFromUnixMs is { } from ? asked with { FromUnixMs = from } : asked;

    public IReadOnlyList<Anomaly> Anomalies => _run?.Anomalies ?? [];

    public int LeftOutCount => _run?.LeftOutCount ?? 0;

    public bool IsSettled => _run?.IsSettled == true;

    public void Apply(in EntryHeader header, ReadOnlySpan<byte> body)
    {
        _run ??= Begin(header.ArrivalUnixMs);
        _run.Apply(header, body);
        _count++;
    }

    private BacktestRun Begin(long arrivalUnixMs)
    {
        _fromUnixMs = arrivalUnixMs;
        long from = Math.Max(RememberedFromUnixMs(live), first > Offset.Start ? arrivalUnixMs : long.MinValue);
        if (from > asked.FromUnixMs)
            _comparedFromUnixMs = from;
        return new BacktestRun(endpoint, options, Range);
    }

    /// <summary>Once the list of what has fired is full, it has forgotten what was over first.</summary>
    private static long RememberedFromUnixMs(EndpointDetection live) =>
        live.Anomalies.Count < EndpointDetection.AnomaliesMax
            ? long.MinValue
            : live.Anomalies.Where(static anomaly => anomaly.EndedUnixMs is not null).Select(BacktestRange.RaisedUnixMs).DefaultIfEmpty(long.MinValue).Min();
}
