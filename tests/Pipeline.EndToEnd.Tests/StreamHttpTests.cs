using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests;

/// <summary>Closed windows over HTTP as they close: what arrives, what a client that was away gets, what a slow one is told.</summary>
public sealed class StreamHttpTests : IDisposable
{
    private static readonly (string, string)[] s_hasty =
    [
        ("Pipeline:Endpoints:IdleCloseAfter", "00:00:00.2"),
        ("Pipeline:Endpoints:HousekeepingPeriod", "00:00:00.1"),
    ];

    private readonly TemporaryDirectory _directory = new();

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private string DataDirectory => _directory.File("data");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Stream_SilentEndpoint_SendsItsWindowsWhenTheyClose()
    {
        await using SiloProcess silo = await SiloProcess.StartAsync(DataDirectory, s_hasty);
        using EventStream tens = await EventStream.OpenAsync(silo, "endpoint=/streamed&segment=premium");
        using EventStream seconds = await EventStream.OpenAsync(silo, "width=1s");
        Assert.Equal("text/event-stream", tens.Response.Content.Headers.ContentType!.MediaType);
        Assert.True(tens.Response.Headers.CacheControl!.NoStore);
        Assert.Equal("no", tens.Response.Headers.GetValues("X-Accel-Buffering").Single());
        long start = (Now / 10_000 * 10_000) - 60_000;

        await PostAsync(silo, Line("/streamed", start + 1_000, "premium", 40), Line("/streamed", start + 2_000, "premium", 20, isError: true), Line("/streamed", start + 2_000, "free", 20));

        (_, JsonNode window) = await tens.ReadWindowAsync();
        Assert.Equal(("/streamed", "premium"), ((string?)window["endpoint"], (string?)window["segment"]));
        Assert.Equal((start, start + 10_000), ((long)window["from"]!, (long)window["to"]!));
        Assert.Equal((2, 0, 1), ((double)window["count"]!, (double)window["count_stderr"]!, (double)window["errors"]!));
        Assert.Equal((30, 40), ((double)window["duration_ms"]!["mean"]!, (double)window["duration_ms"]!["max"]!));
        Assert.Equal("""[{"name":"json.dumps","kind":"function","per_event":4,"max_per_event":4},{"name":"redis","kind":"dependency","per_event":1,"max_per_event":1}]""", window["operations"]!.ToJsonString());
        List<JsonNode> all = [(await seconds.ReadWindowAsync()).Data, (await seconds.ReadWindowAsync()).Data, (await seconds.ReadWindowAsync()).Data];
        Assert.Equal(["1 premium", "2 free", "2 premium"], all.Select(data => $"{((long)data["from"]! - start) / 1_000} {data["segment"]}").Order());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stream_Resumed_NeitherLosesNorRepeats(bool byHeader)
    {
        await using SiloProcess silo = await SiloProcess.StartAsync(DataDirectory);
        long start = (Now / 1_000 * 1_000) - 600_000;
        List<(string Id, JsonNode Data)> received = [];
        int posted = 0;
        string? last = null;
        for (int connection = 0; connection < 4; connection++)
        {
            string query = "endpoint=/resumed&width=1s" + (byHeader || last is null ? string.Empty : "&last_event_id=" + last);
            using EventStream stream = await EventStream.OpenAsync(silo, query, byHeader ? last : null);
            await PostSecondsAsync(20);
            // Some are left unread, and more close while nobody listens; six seconds are open.
            int count = connection < 3 ? 11 : posted - 6 - received.Count;
            for (int read = 0; read < count; read++)
                received.Add(await stream.ReadWindowAsync());
            last = received[^1].Id;
            stream.Dispose();
            await PostSecondsAsync(connection < 2 ? 20 : 0);
        }

        Assert.Equal(Enumerable.Range(0, posted - 6).Select(second => start + (second * 1_000L)), received.Select(window => (long)window.Data["from"]!));

        async Task PostSecondsAsync(int count)
        {
            for (int i = 0; i < count; i++)
                await PostAsync(silo, Line("/resumed", start + (posted++ * 1_000L), "free", 5));
        }
    }

    [Fact]
    public async Task Stream_ClientThatDoesNotRead_IsToldWhatItMissedAndHoldsUpNobody()
    {
        const int Batches = 16;
        const int BatchSize = 2_000;
        await using SiloProcess silo = await SiloProcess.StartAsync(DataDirectory, ("Pipeline:Stream:QueueWindowsMax", "2100"));
        using EventStream slow = await EventStream.OpenAsync(silo, "width=1s&endpoint=/slow", receiveBufferSize: 4_096);
        using EventStream quick = await EventStream.OpenAsync(silo, "width=1s&endpoint=/slow");
        long start = (Now / 1_000 * 1_000) - (Batches * BatchSize * 1_000L) - 60_000;
        int read = 0;
        for (int batch = 0; batch < Batches; batch++)
        {
            await PostAsync(silo, [.. Enumerable.Range(batch * BatchSize, BatchSize).Select(second => Line("/slow", start + (second * 1_000L), "free", 5))]);
            for (; read < ((batch + 1) * BatchSize) - 6; read++)
                Assert.Equal(start + (read * 1_000L), (long)(await quick.ReadWindowAsync()).Data["from"]!);
        }

        using HttpResponseMessage health = await silo.Http.GetAsync(new Uri("/healthz", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        long missed = 0;
        long got = 0;
        while (got + missed < read)
        {
            (string type, _, JsonNode data) = (await slow.ReadAsync())!.Value;
            if (type == "window")
            {
                Assert.Equal(start + ((got + missed) * 1_000L), (long)data["from"]!);
                got++;
                continue;
            }

            Assert.Equal(("gap", "slow-client"), (type, (string?)data["reason"]));
            missed += (long)data["missed"]!;
        }

        Assert.InRange(missed, 1, read - 1);
        string metrics = await silo.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Contains($"pipeline_window_feed_dropped_total{{reason=\"slow-client\"}} {missed}", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_AfterAKill_BeginsWithAGapOfUnknownSize()
    {
        long start = (Now / 10_000 * 10_000) - 120_000;
        string last;
        await using (SiloProcess silo = await SiloProcess.StartAsync(DataDirectory, s_hasty))
        {
            using EventStream stream = await EventStream.OpenAsync(silo, "endpoint=/killed");
            await PostAsync(silo, Line("/killed", start, "free", 5));
            last = (await stream.ReadWindowAsync()).Id;
            await silo.KillAsync();
        }

        await using SiloProcess again = await SiloProcess.StartAsync(DataDirectory, s_hasty);
        using EventStream resumed = await EventStream.OpenAsync(again, "endpoint=/killed", last);
        Assert.Equal(("gap", """{"reason":"other-run"}"""), await ReadTypeAndDataAsync(resumed));
        await PostAsync(again, Line("/killed", start + 60_000, "free", 5));
        Assert.Equal(start + 60_000, (long)(await resumed.ReadWindowAsync()).Data["from"]!);
    }

    [Fact]
    public async Task Stream_RingOverflown_SaysHowManyAreGone()
    {
        await using SiloProcess silo = await SiloProcess.StartAsync(DataDirectory, ("Pipeline:Stream:RingWindowsMax", "10"));
        long start = (Now / 1_000 * 1_000) - 60_000;
        string first;
        using (EventStream stream = await EventStream.OpenAsync(silo, "width=1s"))
        {
            await PostAsync(silo, Line("/ring", start, "free", 5));
            await PostAsync(silo, Line("/ring", start + 6_000, "free", 5));
            first = (await stream.ReadWindowAsync()).Id;
        }

        await PostAsync(silo, [.. Enumerable.Range(7, 34).Select(second => Line("/ring", start + (second * 1_000L), "free", 5))]);
        using EventStream resumed = await EventStream.OpenAsync(silo, "width=1s", first);
        (string type, string data) = await ReadTypeAndDataAsync(resumed);
        // Seconds 6 to 34 have closed, and the ring of ten holds the latest windows of all widths.
        Assert.Equal("gap", type);
        long missed = (long)JsonNode.Parse(data)!["missed"]!;
        Assert.InRange(missed, 19, 28);
        Assert.Equal(start + ((6 + missed) * 1_000), (long)(await resumed.ReadWindowAsync()).Data["from"]!);
    }

    [Fact]
    public async Task Stream_MoreClientsThanAllowed_Are503UntilOneGoes()
    {
        await using SiloProcess silo = await SiloProcess.StartAsync(
            DataDirectory, ("Pipeline:Stream:ClientCountMax", "1"), ("Pipeline:Stream:HeartbeatPeriod", "00:00:01"));
        using (EventStream only = await EventStream.OpenAsync(silo, "width=1h"))
        {
            using HttpResponseMessage refused = await silo.Http.GetAsync(new Uri("/api/v1/stream?width=1h", UriKind.Relative));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(10, refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
            Assert.Contains("too-many-clients", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Equal(":", await only.ReadCommentAsync());
        }

        // Each request gives the silo time to notice that the client has gone.
        HttpStatusCode status = HttpStatusCode.ServiceUnavailable;
        for (int attempt = 0; attempt < 10_000 && status == HttpStatusCode.ServiceUnavailable; attempt++)
        {
            using EventStream next = await EventStream.OpenAsync(silo, "width=1h");
            status = next.Response.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task Stop_EndsTheStreamsAtOnce()
    {
        // Were the stop to wait for the client, it would do so for longer than the test does.
        await using SiloProcess silo = await SiloProcess.StartAsync(DataDirectory, ("Pipeline:StopTimeout", "00:30:00"));
        using EventStream stream = await EventStream.OpenAsync(silo, "width=1s");
        Assert.Equal(0, await silo.StopAsync());
        Assert.Null(await stream.ReadAsync());
    }

    [Fact]
    public async Task Stream_WrongQuestion_IsAProblem()
    {
        await using SiloProcess silo = await SiloProcess.StartAsync(DataDirectory);
        foreach ((string query, string expected) in new[]
        {
            ("width=7s", "width is '7s': it takes one of 1s, 10s, 1m, 1h."),
            ("width=x", "width is 'x': it takes a duration"),
            ("last_event_id=nonsense", "Last-Event-ID is 'nonsense'"),
            ("last_event_id=1-1000-5", "Last-Event-ID is '1-1000-5'"),
        })
        {
            using HttpResponseMessage response = await silo.Http.GetAsync(new Uri("/api/v1/stream?" + query, UriKind.Relative));
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.StartsWith(expected, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["detail"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Start_WrongSetting_IsRefusedByName()
    {
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => SiloProcess.StartAsync(DataDirectory, ("Pipeline:Stream:RingBytesMax", "-5")));
        Assert.Contains("Pipeline:Stream:RingBytesMax is -5", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<(string Type, string Data)> ReadTypeAndDataAsync(EventStream stream)
    {
        (string type, string? id, JsonNode data) = (await stream.ReadAsync())!.Value;
        Assert.Null(id);
        return (type, data.ToJsonString());
    }

    private static JsonObject Line(string endpoint, long time, string segment, int durationMs, bool isError = false) => new()
    {
        ["time"] = time,
        ["endpoint"] = endpoint,
        ["segment"] = segment,
        ["duration_ms"] = durationMs,
        ["outcome"] = isError ? "error" : "ok",
        ["operations"] = new JsonObject { ["redis"] = new JsonObject { ["kind"] = "dependency", ["count"] = 1 }, ["json.dumps"] = 4 },
    };

    private static async Task PostAsync(SiloProcess silo, params JsonObject[] lines)
    {
        string text = string.Join('\n', lines.Select(line => line.ToJsonString()));
        using StringContent body = new(text, Encoding.UTF8, "application/x-ndjson");
        using HttpResponseMessage response = await silo.Http.PostAsync(new Uri("/v1/events", UriKind.Relative), body);
        JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.True((long?)answer["accepted"] == lines.Length, answer.ToJsonString());
    }
}
