using System.Globalization;
using Pipeline.Cli.Bench.Wide;
using Pipeline.Cli.Transport;

namespace Pipeline.Cli.Bench.Queries;

/// <summary>Asks a silo each kind of question in turn, over a history, while events go on arriving.</summary>
internal sealed class QueryBench(QueryBenchOptions options, TextWriter output, TimeProvider clock)
{
    /// <summary>Sent before measuring starts, so that code is compiled and caches have what traffic brings into them.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    /// <summary>Half of the finest step of a series that is asked for, so that every point stands for several events.</summary>
    private static readonly TimeSpan HistoryStep = TimeSpan.FromSeconds(5);

    /// <summary>Runs it all: start, history, warm-up, measured part, stop.</summary>
    /// <exception cref="BenchException">The silo did not start, stop or answer.</exception>
    /// <exception cref="DeliveryException">A batch could not be delivered.</exception>
    public async Task<QueryBenchResult> RunAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        using SocketsHttpHandler handler = new() { UseProxy = false, MaxConnectionsPerServer = options.Senders + options.Askers };
        using HttpClient http = new(handler);
        await using SiloProcess silo = await SiloProcess.StartAsync(options.SiloPath, dataDirectory, http, cancellationToken);
        WriteLine($"silo {silo.Address.Authority}, process {silo.Id}, data in {dataDirectory}, seed {options.Seed}");
        BatchTransmitter transmitter = new(http, silo.Address, new RetryPolicy(), clock);
        WideLoad load = new(new WideEvents(options.Seed, options.Shape), options.Senders, transmitter, clock);
        await LoadHistoryAsync(load, cancellationToken);

        using CancellationTokenSource stopSending = new();
        using CancellationTokenSource abort = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task sending = options.EventsPerSecond == 0
            ? Task.CompletedTask
            : Task.Run(() => load.SendPresentAsync(options.EventsPerSecond, stopSending.Token, abort.Token), abort.Token);
        try
        {
            QueryBenchResult result = await AskAsync(http, silo, load, sending, cancellationToken);
            await stopSending.CancelAsync();
            await sending;
            if (load.Rejected > 0)
                WriteLine($"{load.Rejected:N0} events were refused");
            await silo.StopAsync(cancellationToken);
            if (result.Errors > 0)
                output.WriteLine($"the silo's last lines:\n{silo.LastLines}");
            result.WriteTable(output);
            return result;
        }
        catch
        {
            await abort.CancelAsync();
            throw;
        }
    }

    private async Task LoadHistoryAsync(WideLoad load, CancellationToken cancellationToken)
    {
        WideShape shape = options.Shape;
        WriteLine($"history: {options.History.TotalMinutes:0.#} min of {shape.Endpoints:N0} endpoints x {shape.Segments} segments x {shape.Operations} operations, an event of each segment every {HistoryStep.TotalSeconds} s");
        long started = clock.GetTimestamp();
        await load.SendHistoryAsync(options.History, HistoryStep, cancellationToken);
        TimeSpan elapsed = clock.GetElapsedTime(started);
        WriteLine($"history: {load.Acknowledged:N0} events in {elapsed.TotalSeconds:0.0} s, {load.Rejected:N0} refused");
        if (load.Acknowledged == 0)
            throw new BenchException("the silo took nothing of the history");
    }

    private async Task<QueryBenchResult> AskAsync(HttpClient http, SiloProcess silo, WideLoad load, Task sending, CancellationToken cancellationToken)
    {
        QueryAsker asker = new(http, silo.Address, clock);
        List<QueryKind> known = [];
        List<string> absent = [];
        foreach (QueryKind kind in QueryKinds.Create(options.Shape))
        {
            if (await asker.IsKnownAsync(kind, cancellationToken))
                known.Add(kind);
            else
                absent.Add(kind.Name);
        }

        await RunAskersAsync(asker, known, WarmUp, sending, cancellationToken);
        long acknowledgedBefore = load.Acknowledged;
        TimeSpan cpuBefore = silo.CpuTime;
        long started = clock.GetTimestamp();
        QueryTally[] tallies = await RunAskersAsync(asker, known, options.Duration, sending, cancellationToken);
        TimeSpan elapsed = clock.GetElapsedTime(started);
        double perSecond = (load.Acknowledged - acknowledgedBefore) / elapsed.TotalSeconds;
        WriteLine($"measured {elapsed.TotalSeconds:0.0} s: {tallies.Sum(static tally => tally.Count):N0} answers, {perSecond:N0} events/s meanwhile, {(silo.CpuTime - cpuBefore).TotalSeconds / elapsed.TotalSeconds:0.00} processors used by the silo");
        return new QueryBenchResult([.. known.Select((kind, index) => (kind.Name, tallies[index]))], absent, perSecond);
    }

    private async Task<QueryTally[]> RunAskersAsync(
        QueryAsker asker, IReadOnlyList<QueryKind> kinds, TimeSpan duration, Task sending, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(duration);

        // Askers start far apart, so that they do not ask about the same endpoint at the same time.
        Task<QueryTally[]>[] askers =
            [.. Enumerable.Range(0, options.Askers).Select(index => Task.Run(() => asker.RunAsync(kinds, index * 100_003, stop.Token), cancellationToken))];
        Task<QueryTally[][]> all = Task.WhenAll(askers);

        // Sending ends by itself only if it fails.
        if (options.EventsPerSecond > 0 && await Task.WhenAny(all, sending) == sending)
        {
            await stop.CancelAsync();
            await sending;
        }

        QueryTally[] sum = [.. kinds.Select(static _ => new QueryTally())];
        foreach (QueryTally[] tallies in await all)
        {
            for (int index = 0; index < sum.Length; index++)
                sum[index].Add(tallies[index]);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return sum;
    }

    private void WriteLine(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
