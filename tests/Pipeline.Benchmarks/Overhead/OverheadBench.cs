using System.Diagnostics;
using Pipeline.Cli.Bench;

namespace Pipeline.Benchmarks.Overhead;

/// <summary>Measures what a service loses by being recorded: the same service without anybody listening, with the client, with OpenTelemetry.</summary>
/// <remarks>
/// All services run all the time, and are under load one after the other in short turns, each round beginning with another one. A round's
/// figures are held against the same round's baseline, so a machine that slows down for a minute does so on both sides.
/// </remarks>
internal sealed class OverheadBench(OverheadOptions options, TextWriter output)
{
    /// <summary>The handlers: one with about 200 us of work, one with none.</summary>
    public static readonly string[] Handlers = ["page", "trivial"];

    /// <summary>Of the one round that is not measured: long enough for code to be compiled.</summary>
    private static readonly TimeSpan WarmUpTurn = TimeSpan.FromSeconds(3);

    private readonly Dictionary<(ServiceMode Mode, string Handler), List<OverheadTurn>> _turns = [];
    private long _sdkRequests;

    /// <summary>Runs it all.</summary>
    /// <returns>The figures, and what was wrong.</returns>
    /// <exception cref="BenchException">A process did not start, or answered something else.</exception>
    public async Task<(OverheadResult Result, string? Failure)> RunAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        using HttpClient http = new();
        await using SiloProcess silo = await SiloProcess.StartAsync(options.SiloPath, dataDirectory, http, cancellationToken);
        List<ServiceProcess> services = [];
        try
        {
            foreach (ServiceMode mode in Enum.GetValues<ServiceMode>())
                services.Add(await ServiceProcess.StartAsync(mode, silo.Address, cancellationToken));
            output.WriteLine($"silo {silo.Address.Authority}, {services.Count} services, {options.Connections} connections, {options.Rounds} rounds of turns of {options.Turn.TotalSeconds} s");
            for (int round = -1; round < options.Rounds; round++)
                await RunRoundAsync(services, http, round, cancellationToken);

            ServiceUsage sdk = await services.Single(static service => service.Mode == ServiceMode.Sdk).ReadUsageAsync(http, cancellationToken);
            long counted = await SiloQueries.CountEventsAsync(http, silo.Address, cancellationToken);
            await silo.StopAsync(cancellationToken);
            OverheadResult result = new(_turns, options.Rounds, sdk, counted);
            result.WriteTable(output);
            return (result, Judge(sdk, counted));
        }
        finally
        {
            foreach (ServiceProcess service in services)
                await service.DisposeAsync();
        }
    }

    private string? Judge(ServiceUsage sdk, long counted)
    {
        if (sdk.CallCount != _sdkRequests || counted != _sdkRequests)
            return $"of {_sdkRequests:N0} requests the client counted {sdk.CallCount:N0} and the silo {counted:N0}";
        return sdk.DetailCount + sdk.DroppedCount == _sdkRequests ? null : $"of {_sdkRequests:N0} requests {sdk.DetailCount:N0} were kept and {sdk.DroppedCount:N0} dropped";
    }

    private async Task RunRoundAsync(List<ServiceProcess> services, HttpClient http, int round, CancellationToken cancellationToken)
    {
        foreach (string handler in Handlers)
        {
            for (int index = 0; index < services.Count; index++)
            {
                ServiceProcess service = services[(index + round + 1) % services.Count];
                OverheadTurn turn = await RunTurnAsync(service, handler, round < 0 ? WarmUpTurn : options.Turn, http, cancellationToken);
                if (round < 0)
                    continue;
                if (!_turns.TryGetValue((service.Mode, handler), out List<OverheadTurn>? turns))
                    _turns.Add((service.Mode, handler), turns = []);
                turns.Add(turn);
            }
        }

        output.WriteLine(round < 0 ? "warm-up" : $"round {round + 1}");
    }

    private async Task<OverheadTurn> RunTurnAsync(ServiceProcess service, string handler, TimeSpan length, HttpClient http, CancellationToken cancellationToken)
    {
        HttpLoad[] load = [.. Enumerable.Range(0, options.Connections).Select(index => new HttpLoad(service.Address, $"/{handler}/{index}"))];
        try
        {
            foreach (HttpLoad connection in load)
                await connection.ConnectAsync(cancellationToken);
            ServiceUsage before = await service.ReadUsageAsync(http, cancellationToken);
            using CancellationTokenSource stop = new(length);
            long start = Stopwatch.GetTimestamp();
            long[] counts = await Task.WhenAll(load.Select(connection => Task.Run(() => connection.RunAsync(stop.Token, cancellationToken), cancellationToken)));
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            ServiceUsage after = await service.ReadUsageAsync(http, cancellationToken);
            long count = Math.Max(counts.Sum(), 1);
            if (service.Mode == ServiceMode.Sdk)
                _sdkRequests += counts.Sum();
            return new OverheadTurn(count / elapsed.TotalSeconds, (after.CpuUs - before.CpuUs) / count);
        }
        finally
        {
            foreach (HttpLoad connection in load)
                connection.Dispose();
        }
    }
}
