using Pipeline.Core.Endpoints;
using Pipeline.Core.Windows;
using Pipeline.Detection;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Backtests;
using Pipeline.Detection.Options;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Backtests;

/// <summary>Replays endpoints from the log with other options of detection, past the grains, and compares with what has fired.</summary>
/// <remarks>
/// Only reads: each grain is asked once for a copy of its detection and where in the log that stands, and is replayed up to there, so that both
/// sides have seen the same. One endpoint is in memory at a time, whatever it takes to replay it, and nothing of it is left in the end but its
/// anomalies. One instance runs one backtest.
/// </remarks>
/// <param name="log">The log.</param>
/// <param name="grains">Where the running detectors are.</param>
/// <param name="clock">Paces the progress.</param>
/// <param name="question">What is asked.</param>
/// <param name="options">How much the answer lists.</param>
public sealed class Backtest(IEventLog log, IGrainFactory grains, TimeProvider clock, BacktestQuestion question, BacktestOptions options)
{
    /// <summary>Entries applied before other work of the process gets its turn on this thread.</summary>
    private const int EntriesPerTurn = 32;

    private static readonly TimeSpan s_progressPeriod = TimeSpan.FromSeconds(1);

    private readonly BacktestListing _listing = new(options.ListedMax);
    private Func<BacktestProgressReport, ValueTask> _onProgress = static _ => ValueTask.CompletedTask;
    private long _lastProgress;
    private int _endpointsDone;
    private long _plannedEntries;
    private long _passedEntries;
    private long _entries;

    /// <summary>Runs it.</summary>
    /// <param name="onProgress">Told at the start, after that at most about once a second.</param>
    /// <param name="cancellationToken">Ends it after any entry.</param>
    /// <returns>The result; endpoints that cannot be replayed are in it, with the reason.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<BacktestReport> RunAsync(Func<BacktestProgressReport, ValueTask> onProgress, CancellationToken cancellationToken)
    {
        _onProgress = onProgress;
        List<(string Endpoint, long Entries)> plan = [];
        foreach (string endpoint in question.Endpoints.Order(StringComparer.Ordinal))
        {
            StreamInfo? info = await log.FindStreamAsync(EndpointStream.NameOf(endpoint), cancellationToken);
            plan.Add((endpoint, info is { } found ? found.Head.Value - found.First.Value : 0));
        }

        _plannedEntries = plan.Sum(static part => part.Entries);
        await TellAsync();
        List<BacktestEndpointReport> endpoints = [];
        BacktestCountsReport counts = new(0, 0, 0, 0, 0);
        foreach ((string endpoint, long planned) in plan)
        {
            long passedBefore = _passedEntries;
            endpoints.Add(await ReplayOrExplainAsync(endpoint, cancellationToken));
            counts += endpoints[^1].Counts;
            _endpointsDone++;
            // Also what a settled replay has spared.
            _passedEntries = passedBefore + planned;
            await TellInTimeAsync();
        }

        return new BacktestReport(
            question.Range.FromUnixMs == long.MinValue ? null : question.Range.FromUnixMs,
            question.Range.ToUnixMs == long.MaxValue ? null : question.Range.ToUnixMs,
            counts,
            _entries,
            endpoints,
            BacktestSentence.Of(counts, endpoints));
    }

    /// <summary>One endpoint that cannot be read must not cost the result of all others.</summary>
    private async Task<BacktestEndpointReport> ReplayOrExplainAsync(string endpoint, CancellationToken cancellationToken)
    {
        try
        {
            return await ReplayAsync(endpoint, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return Without(endpoint, exception.Message);
        }
    }

    private async Task<BacktestEndpointReport> ReplayAsync(string endpoint, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        DetectionCopy copy = await grains.GetGrain<IEndpointGrain>(endpoint).CopyDetectionAsync();
        if (EndpointDetection.TryRead(endpoint, copy.Bytes) is not { } live)
            return Without(endpoint, "Its detection is of a version that this silo does not know.");
        DetectionOptions changed = question.Change(live.Options);
        if (DetectionWidths.FindFault(changed, WindowOptions.Default) is { } fault)
            return Without(endpoint, $"With the options that it has, those asked about are not valid: {fault}");

        StreamName stream = EndpointStream.NameOf(endpoint);
        StreamInfo info = await log.FindStreamAsync(stream, cancellationToken) ?? throw new EventLogException(stream, Offset.Start, "The stream is gone.");
        while (true)
        {
            EndpointReplayRun run = new(endpoint, changed, question.Range, live, info.First);
            try
            {
                await ReplayAsync(run, stream, info.First, new Offset(copy.Applied), cancellationToken);
                BacktestComparison comparison = BacktestComparison.Of(live.Anomalies.Where(run.Range.Holds), run.Anomalies);
                return _listing.Create(run.Entries, comparison, run.LeftOutCount);
            }
            catch (EventLogException)
            {
                // Retention may have removed entries under the reader; then it begins anew with the oldest that is left.
                StreamInfo? now = await log.FindStreamAsync(stream, cancellationToken);
                if (now is null || now.Value.First <= info.First)
                    throw;
                info = now.Value;
            }
        }
    }

    private async Task ReplayAsync(EndpointReplayRun run, StreamName stream, Offset from, Offset to, CancellationToken cancellationToken)
    {
        await foreach (LogEntry entry in log.ReadAsync(stream, from, cancellationToken))
        {
            if (entry.Offset >= to || run.IsSettled)
                return;
            Apply(run, stream, entry);
            _entries++;
            _passedEntries++;
            if (run.Entries.Count % EntriesPerTurn == 0)
                await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            await TellInTimeAsync();
        }
    }

    private static void Apply(EndpointReplayRun run, StreamName stream, in LogEntry entry)
    {
        if (!EntryCodec.TryRead(entry.Bytes.Span, out EntryHeader header, out ReadOnlySpan<byte> body))
            throw new EventLogException(stream, entry.Offset, "the entry is of a version this program does not know.");
        run.Apply(header, body);
    }

    private ValueTask TellInTimeAsync() =>
        clock.GetElapsedTime(_lastProgress) >= s_progressPeriod ? TellAsync() : ValueTask.CompletedTask;

    private ValueTask TellAsync()
    {
        _lastProgress = clock.GetTimestamp();
        // Endpoints may have grown since the plan was made.
        double share = _plannedEntries == 0 ? 0 : Math.Min(1, _passedEntries / (double)_plannedEntries);
        return _onProgress(new BacktestProgressReport(_endpointsDone, question.Endpoints.Count, _entries, share));
    }

    private static BacktestEndpointReport Without(string endpoint, string problem) =>
        new(endpoint, new BacktestCountsReport(0, 0, 0, 0, 0), 0, null, 0, null, [], [], [], 0, problem);
}
