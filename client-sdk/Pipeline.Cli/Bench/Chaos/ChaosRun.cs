using System.Globalization;
using Pipeline.Cli.Bench.Cluster;

namespace Pipeline.Cli.Bench.Chaos;

/// <summary>Inflicts one fault again and again on a cluster under steady load, and accounts for every event after each time.</summary>
internal sealed class ChaosRun(ChaosOptions options, ChaosFault fault, TextWriter output, TimeProvider clock)
{
    private const int EndpointCount = 10;
    private const int EventsPerSection = 10;

    /// <summary>An attempt at a silo that stands still must end for another one to be asked.</summary>
    private static readonly TimeSpan s_attemptTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Whoever asks has given up by then.</summary>
    private static readonly TimeSpan s_questionTimeout = TimeSpan.FromSeconds(10);

    /// <summary>What is asked once nothing is wrong any more may take its time.</summary>
    private static readonly TimeSpan s_comparisonTimeout = TimeSpan.FromSeconds(30);

    private readonly BinaryTemplates _templates = new(new SyntheticEvents(options.Seed), EndpointCount, EventsPerSection);
    private readonly ChaosLoad _load = new(clock);
    private TimeSpan _ingestGap;
    private TimeSpan _queryGap;
    private TimeSpan _endpointGap;
    private ChaosComparison _worst = new(0, 0, 0, 0);

    /// <exception cref="BenchException">The cluster did not start, or did not become ready again.</exception>
    public async Task<ChaosFigures> RunAsync(string directory, CancellationToken cancellationToken)
    {
        using HttpClient http = CreateHttp(s_comparisonTimeout);
        using HttpClient sending = CreateHttp(s_attemptTimeout);
        using HttpClient asking = CreateHttp(s_questionTimeout);
        await using ClusterProcesses cluster = await ClusterProcesses.StartAsync(options.SiloPath, options.Silos, directory, http, cancellationToken);
        TimeSpan period = TimeSpan.FromSeconds(options.Sources * (double)_templates.EventsPerBatch / options.EventsPerSecond);
        ChaosSource[] sources =
        [
            .. Enumerable.Range(0, options.Sources).Select(index => new ChaosSource(index, () => cluster.Addresses, _templates, period, sending, _load, clock)),
        ];
        string[] endpoints = [.. _templates[0].ToArray().Select(static section => section.Endpoint)];
        ChaosProbe[] probes =
        [
            .. Enumerable.Range(0, options.Silos).Select(place => new ChaosProbe(place, () => cluster.Addresses, endpoints, asking, _load)),
        ];
        for (int repetition = 0; repetition < options.Repetitions; repetition++)
        {
            await RepeatAsync(cluster, sources, probes, repetition, cancellationToken);
            ChaosComparison comparison = await ChaosComparison.MakeAsync(cluster, _load.Ledger, http, cancellationToken);
            _worst = comparison with { Lost = Math.Max(comparison.Lost, _worst.Lost), Duplicated = Math.Max(comparison.Duplicated, _worst.Duplicated) };
            Write($"{fault.Name} {repetition + 1} of {options.Repetitions}: {comparison.Acknowledged:N0} acknowledged, {comparison.Counted:N0} counted, {comparison.Lost} lost, {comparison.Duplicated} duplicated");
        }

        return Figures();
    }

    private async Task RepeatAsync(
        ClusterProcesses cluster, IEnumerable<ChaosSource> sources, IEnumerable<ChaosProbe> probes, int repetition, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using CancellationTokenSource abort = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task sending = Task.WhenAll(sources.Select(source => Task.Run(() => source.RunAsync(stop.Token, abort.Token), abort.Token)));
        Task asking = Task.WhenAll(probes.Select(probe => Task.Run(() => probe.RunAsync(stop.Token), cancellationToken)));
        try
        {
            await Task.Delay(options.Around, clock, cancellationToken);
            _load.RestartGaps();
            await fault.InflictAsync(cluster, options, repetition, cancellationToken);
            await cluster.BecomeReadyAsync(cancellationToken);
            await Task.Delay(options.Around, clock, cancellationToken);
            _ingestGap = Longer(_ingestGap, _load.Acknowledged.Longest);
            _queryGap = Longer(_queryGap, _load.Answered.Longest);
            _endpointGap = Longer(_endpointGap, _load.LongestOfOneEndpoint);
        }
        catch
        {
            // A source gives up only when it is told to.
            await stop.CancelAsync();
            await abort.CancelAsync();
            throw;
        }

        await stop.CancelAsync();
        await sending;
        await asking;
        await cluster.BecomeReadyAsync(cancellationToken);
    }

    private ChaosFigures Figures() => new()
    {
        Fault = fault.Name,
        Repetitions = options.Repetitions,
        Acknowledged = _worst.Acknowledged,
        Counted = _worst.Counted,
        Lost = _worst.Lost,
        Duplicated = _worst.Duplicated,
        Rejected = _load.Ledger.Rejected,
        LongestIngestGapMs = Math.Round(_ingestGap.TotalMilliseconds),
        LongestQueryGapMs = Math.Round(_queryGap.TotalMilliseconds),
        LongestEndpointGapMs = Math.Round(_endpointGap.TotalMilliseconds),
        IngestLater = _load.Answers.Later,
        IngestUnanswered = _load.Answers.None,
        IngestOther = _load.Answers.Other,
        QueriesAnswered = _load.Queries.Good,
        QueriesLater = _load.Queries.Later,
        QueriesUnanswered = _load.Queries.None,
        QueriesOther = _load.Queries.Other,
        QueriesWrong = _load.Wrong,
        FirstOddity = _load.Answers.FirstOther ?? _load.Queries.FirstOther ?? _load.FirstWrong,
    };

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static HttpClient CreateHttp(TimeSpan timeout) => new(new SocketsHttpHandler { UseProxy = false }) { Timeout = timeout };

    private void Write(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
