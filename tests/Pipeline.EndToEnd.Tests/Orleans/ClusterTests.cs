using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Cli.Bench.Chaos;
using Pipeline.Testing;
using Xunit.Abstractions;

namespace Pipeline.EndToEnd.Tests.Orleans;

/// <summary>Three silos and a Redis as processes: whatever is killed, each silo counts what was acknowledged, all of it and once.</summary>
public sealed class ClusterTests(ClusterFixture fixture, ITestOutputHelper output) : IClassFixture<ClusterFixture>
{
    [Fact]
    public async Task Post_ToOneSiloAndRepeatedAtAnother_IsCountedOnceByEverySilo()
    {
        IReadOnlyList<Uri> silos = fixture.Cluster.Addresses;
        string source = Guid.NewGuid().ToString("N");

        JsonNode first = await PostAsync(silos[0], source);
        JsonNode repeat = await PostAsync(silos[1], source);

        Assert.Equal((2, 0), ((int)first["accepted"]!, (int)first["duplicate"]!));
        Assert.Equal((0, 2), ((int)repeat["accepted"]!, (int)repeat["duplicate"]!));
        foreach (Uri silo in silos)
        {
            JsonNode report = (await fixture.Http.GetFromJsonAsync<JsonNode>(new Uri(silo, "/api/v1/endpoints/together?window=all")))!;
            Assert.Equal((2, 1), ((int)report["count"]!, (int)report["segments"]!["premium"]!["count"]!));
        }
    }

    [Fact]
    public async Task KillSilo_WhileSending_LosesAndDoublesNothing()
    {
        ChaosComparison comparison = await fixture.WhileSendingAsync(async () =>
        {
            fixture.Cluster.Silos[1].Kill();

            // The two that are left serve all endpoints, those of the dead one too, before another silo takes its place.
            await fixture.AcknowledgedAsync(moreBatches: 30);
            await fixture.Cluster.StartAgainAsync(1, CancellationToken.None);
        });

        AssertSound(comparison);
    }

    [Fact]
    public async Task KillRedis_WhileSending_IsAnsweredWith503AndLosesAndDoublesNothing()
    {
        HttpResponseMessage? refused = null;
        ChaosComparison comparison = await fixture.WhileSendingAsync(async () =>
        {
            fixture.Cluster.Redis.Kill();
            await ClusterFixture.Eventually(
                async () =>
                {
                    refused?.Dispose();
                    refused = await SendAsync(fixture.Cluster.Addresses[0], Guid.NewGuid().ToString("N"), "during-outage");
                    return refused.StatusCode == HttpStatusCode.ServiceUnavailable;
                },
                "503 without Redis");
            await fixture.Cluster.Redis.StartAgainAsync(CancellationToken.None);
        });

        using (refused)
            Assert.True(refused!.Headers.RetryAfter?.Delta > TimeSpan.Zero, "503 without Retry-After");
        AssertSound(comparison);
    }

    [Theory]
    [InlineData(nameof(AlertKillMoment.Alert))]
    [InlineData(nameof(AlertKillMoment.Webhook))]
    public async Task KillTheSiloAtWork_WhileAnIncidentIsRaisedAndTold_ItIsToldOnce(string held)
    {
        AlertKillMoment moment = Enum.Parse<AlertKillMoment>(held);
        using TemporaryDirectory directory = new();
        using StringWriter log = new();
        ChaosOptions options = new() { SiloPath = ClusterFixture.SiloPath, Faults = [AlertKillRun.Name], Around = TimeSpan.Zero };

        AlertKillFigures figures = await new AlertKillRun(options, [moment], log)
            .RunAsync(directory.Path, CancellationToken.None);

        output.WriteLine(log.ToString());
        Assert.True(figures.IsSound, figures.ToString());
        if (moment == AlertKillMoment.Webhook)
            Assert.True(figures.Requests > figures.Messages, "The message whose answer was lost with its silo is sent again under the same id.");
    }

    private void AssertSound(ChaosComparison comparison)
    {
        output.WriteLine($"{comparison}");
        Assert.True(comparison is { Lost: 0, Duplicated: 0 }, comparison.ToString());
        Assert.Equal(comparison.Acknowledged, comparison.Counted);
        Assert.Equal(0, fixture.Load.Ledger.Rejected);
        Assert.True(fixture.Load.Answers.Other == 0, fixture.Load.Answers.FirstOther);
    }

    private async Task<JsonNode> PostAsync(Uri silo, string source)
    {
        using HttpResponseMessage response = await SendAsync(silo, source, "together");
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {body}");
        return JsonNode.Parse(body)!;
    }

    private async Task<HttpResponseMessage> SendAsync(Uri silo, string source, string endpoint)
    {
        long time = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        string lines = $$"""
            {"time":{{time}},"endpoint":"{{endpoint}}","segment":"premium","duration_ms":5}
            {"time":{{time}},"endpoint":"{{endpoint}}","segment":"free","duration_ms":7}
            """;
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(silo, "/v1/events"))
        {
            Content = new StringContent(lines, Encoding.UTF8, "application/x-ndjson"),
        };
        request.Headers.Add("Pipeline-Source", source);
        request.Headers.Add("Pipeline-Sequence", "1");
        return await fixture.Http.SendAsync(request);
    }
}
