using System.Globalization;
using System.Text.RegularExpressions;
using Pipeline.Testing;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests;

/// <summary>The silo is killed while a file is being sent; sent again, every field is as if nothing had happened.</summary>
/// <remarks>PIPELINE_KILL_ROUNDS sets the number of kills (default 5), PIPELINE_SEED the instants.</remarks>
public sealed partial class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int EventCount = 150_000;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Kill_WhileSending_LosesAndDoublesNothing()
    {
        int rounds = Setting("PIPELINE_KILL_ROUNDS", 5);
        int seed = Setting("PIPELINE_SEED", Environment.TickCount);
        output.WriteLine($"PIPELINE_SEED={seed}");
        Random random = new(seed);
        string file = _directory.File("events.ndjson");
        await File.WriteAllTextAsync(file, Traffic.Ndjson(EventCount, seed: 2));
        Dictionary<string, string> expected = await SendUndisturbedAsync(file);

        for (int round = 0; round < rounds; round++)
        {
            string data = _directory.File($"data-{round}");
            long acceptedBefore = await KillWhileSendingAsync(file, data, random.Next(EventCount));

            await using SiloProcess silo = await SiloProcess.StartAsync(data);
            await using ToolProcess send = ToolProcess.Start("Pipeline.Cli", "send", file, "--to", silo.Url);
            Assert.True(await send.WaitForExitAsync() == 0, send.Output);
            output.WriteLine($"killed when {acceptedBefore} events were acknowledged; the repeat said: {send.Output.Split('\n')[^1]}");
            foreach ((string endpoint, string whole) in expected)
                Assert.Equal(whole, await silo.GetComparableAsync(endpoint));
        }
    }

    private async Task<Dictionary<string, string>> SendUndisturbedAsync(string file)
    {
        await using SiloProcess silo = await SiloProcess.StartAsync(_directory.File("data-undisturbed"));
        await using ToolProcess send = ToolProcess.Start("Pipeline.Cli", "send", file, "--to", silo.Url);
        Assert.True(await send.WaitForExitAsync() == 0, send.Output);
        Assert.Contains($"{EventCount} accepted", send.Output, StringComparison.Ordinal);
        Dictionary<string, string> endpoints = [];
        foreach (string name in await silo.GetEndpointNamesAsync())
            endpoints[name] = await silo.GetComparableAsync(name);
        Assert.Equal(Traffic.Endpoints.Length, endpoints.Count);
        return endpoints;
    }

    /// <summary>Kills the silo as soon as it has acknowledged so many events, while the next batch is on its way.</summary>
    private static async Task<long> KillWhileSendingAsync(string file, string data, long acknowledged)
    {
        await using SiloProcess silo = await SiloProcess.StartAsync(data);
        await using ToolProcess send = ToolProcess.Start("Pipeline.Cli", "send", file, "--to", silo.Url, "--patience", "5");
        long accepted;
        do
            accepted = await AcceptedEventsAsync(silo);
        while (accepted < acknowledged && !send.HasExited);
        await silo.KillAsync();
        await send.KillAsync();
        return accepted;
    }

    private static async Task<long> AcceptedEventsAsync(SiloProcess silo)
    {
        string metrics = await silo.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        Match accepted = AcceptedEvents().Match(metrics);
        return accepted.Success ? long.Parse(accepted.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex("""pipeline_ingest_events_total\{fate="accepted"\} ([0-9]+)""")]
    private static partial Regex AcceptedEvents();

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
