using System.Text.Json.Nodes;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests;

/// <summary>The command line and a silo, both as processes: what is sent can be read back, exactly.</summary>
public sealed class SendTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Send_AccessLog_CountsWhatTheLogSaysAndARepeatChangesNothing()
    {
        string log = _directory.File("access.log");
        await File.WriteAllLinesAsync(log, Enumerable.Range(0, 3_000).Select(i =>
            $"10.0.0.{i % 200} - - [17/May/2015:10:{i / 60 % 60:D2}:{i % 60:D2} +0000] \"GET /page{i % 3}?q={i} HTTP/1.1\" {(i % 100 == 0 ? 500 : 200)} {i + 1} \"-\" \"Mozilla/5.0\""));
        await using SiloProcess silo = await SiloProcess.StartAsync(_directory.File("data"));

        await SendAsync(silo, log, "--format", "combined");
        JsonNode page = await silo.GetAsync("/api/v1/endpoints/GET%20%2Fpage0?window=all");
        Assert.Equal(1_000, (double)page["count"]!);
        Assert.Equal(10, (double)page["errors"]!);
        Assert.Equal(0, (double)page["count_stderr"]!);
        string before = await silo.GetComparableAsync("GET /page1");

        await SendAsync(silo, log, "--format", "combined");
        Assert.Equal(before, await silo.GetComparableAsync("GET /page1"));
    }

    [Fact]
    public async Task Stop_ThenStart_KeepsEveryField()
    {
        string file = _directory.File("events.ndjson");
        await File.WriteAllTextAsync(file, Traffic.Ndjson(5_000, seed: 1));
        Dictionary<string, string> before = [];
        await using (SiloProcess silo = await SiloProcess.StartAsync(_directory.File("data")))
        {
            await SendAsync(silo, file);
            foreach (string name in await silo.GetEndpointNamesAsync())
                before[name] = await silo.GetComparableAsync(name);
            Assert.Equal(0, await silo.StopAsync());
        }

        await using SiloProcess again = await SiloProcess.StartAsync(_directory.File("data"));
        Assert.Equal(5, before.Count);
        foreach ((string name, string whole) in before)
            Assert.Equal(whole, await again.GetComparableAsync(name));
    }

    private static async Task SendAsync(SiloProcess silo, string file, params string[] options)
    {
        await using ToolProcess send = ToolProcess.Start("Pipeline.Cli", ["send", file, "--to", silo.Url, .. options]);
        Assert.True(await send.WaitForExitAsync() == 0, send.Output);
    }
}
