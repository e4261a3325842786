using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;
using Pipeline.Protocol.Wire;

namespace Pipeline.EndToEnd.Tests;

/// <summary><c>POST /v1/events</c> as any HTTP client sees it: good input, bad input, and what each is told.</summary>
public sealed class IngestHttpTests(SiloFixture fixture) : IClassFixture<SiloFixture>
{
    private const string Ndjson = "application/x-ndjson";

    private readonly SiloProcess _silo = fixture.Silo;

    [Fact]
    public async Task Post_Lines_CountsTheGoodAndNamesTheBad()
    {
        string body = $$"""
            {"time":{{Now}},"endpoint":"/mixed","duration_ms":5}
            not json
            {"time":{{Now}},"endpoint":"/mixed","duration_ms":7,"colour":"red"}

            {"time":{{Now}},"endpoint":"/mixed","duration_ms":9}
            """;

        JsonNode answer = await PostOkAsync(body);

        Assert.Equal(2, (long)answer["accepted"]!);
        Assert.Equal(0, (long)answer["duplicate"]!);
        Assert.Equal("none", (string)answer["deduplication"]!);
        JsonArray rejected = answer["rejected"]!.AsArray();
        Assert.Equal([2, 3], rejected.Select(item => (int)item!["line"]!));
        Assert.Contains("colour", (string)rejected[1]!["reason"]!, StringComparison.Ordinal);
        Assert.Equal(2, (double)(await EndpointAsync("/mixed"))["count"]!);
    }

    [Fact]
    public async Task Post_SameSourceAndSequence_IsADuplicate()
    {
        string body = $$"""{"time":{{Now}},"endpoint":"/twice","duration_ms":5}""";
        string source = Guid.NewGuid().ToString("N");

        JsonNode first = await PostOkAsync(body, ("Pipeline-Source", source), ("Pipeline-Sequence", "1"));
        JsonNode second = await PostOkAsync(body, ("Pipeline-Source", source), ("Pipeline-Sequence", "1"));

        Assert.Equal((1L, 0L, "source"), ((long)first["accepted"]!, (long)first["duplicate"]!, (string)first["deduplication"]!));
        Assert.Equal((0L, 1L), ((long)second["accepted"]!, (long)second["duplicate"]!));
        Assert.Equal(1, (double)(await EndpointAsync("/twice"))["count"]!);
    }

    [Fact]
    public async Task Post_Drops_AreReportedByEndpointAndSegmentAndCountAsNothingElse()
    {
        string body = $$$"""
            {"time":{{{Now}}},"endpoint":"/dropping","segment":"free","duration_ms":5}
            {"time":{{{Now}}},"endpoint":"/dropping","segment":"free","dropped":{"cause":"buffer_full","events":12}}
            {"time":{{{Now}}},"endpoint":"/dropping","segment":"premium","dropped":{"cause":"spool_full","events":3,"calls":4}}
            {"time":{{{Now + 600_000}}},"endpoint":"/dropping","segment":"premium","dropped":{"cause":"spool_full","events":3}}
            """;

        JsonNode answer = await PostOkAsync(body);

        Assert.Equal((1, 2, 1), ((long)answer["accepted"]!, (long)answer["accepted_drops"]!, (long)answer["rejected_count"]!));
        JsonNode endpoint = await EndpointAsync("/dropping");
        Assert.Equal((1, 1), ((double)endpoint["count"]!, (long)endpoint["events"]!));
        Assert.Equal(
            """[{"cause":"buffer_full","events":12,"calls":0},{"cause":"spool_full","events":3,"calls":4}]""",
            endpoint["dropped"]!.ToJsonString());
        Assert.Equal("""[{"cause":"spool_full","events":3,"calls":4}]""", endpoint["segments"]!["premium"]!["dropped"]!.ToJsonString());
        Assert.Equal(0, (double)endpoint["segments"]!["premium"]!["count"]!);
    }

    [Fact]
    public async Task Post_SequenceFarBehind_Is409()
    {
        string body = $$"""{"time":{{Now}},"endpoint":"/behind","duration_ms":5}""";
        string source = Guid.NewGuid().ToString("N");
        await PostOkAsync(body, ("Pipeline-Source", source), ("Pipeline-Sequence", "5000"));

        using HttpResponseMessage response = await PostAsync(Encode(body), Ndjson, ("Pipeline-Source", source), ("Pipeline-Sequence", "1"));

        JsonNode problem = await ProblemAsync(response, HttpStatusCode.Conflict);
        Assert.Equal("urn:pipeline:problem:sequence-expired", (string)problem["type"]!);
        Assert.Equal(1, (double)(await EndpointAsync("/behind"))["count"]!);
    }

    [Fact]
    public async Task Post_EventsOutsideTime_AreRefusedEachWithItsLine()
    {
        string body = $$"""
            {"time":{{Now}},"endpoint":"/time","duration_ms":5}
            {"time":{{Now + 600_000}},"endpoint":"/time","duration_ms":5}
            """;

        JsonNode answer = await PostOkAsync(body);

        Assert.Equal(1, (long)answer["accepted"]!);
        JsonNode refused = Assert.Single(answer["rejected"]!.AsArray())!;
        Assert.Equal((2, "too-far-ahead"), ((int)refused["line"]!, (string)refused["reason"]!));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Post_Compressed_IsRead(string encoding)
    {
        using MemoryStream compressed = new();
        await using (Stream stream = encoding == "gzip" ? new GZipStream(compressed, CompressionMode.Compress, leaveOpen: true) : new BrotliStream(compressed, CompressionMode.Compress, leaveOpen: true))
            await stream.WriteAsync(Encode($$"""{"time":{{Now}},"endpoint":"/compressed-{{encoding}}","duration_ms":5}"""));

        using HttpResponseMessage response = await PostAsync(compressed.ToArray(), Ndjson, ("Content-Encoding", encoding));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, (double)(await EndpointAsync("/compressed-" + encoding))["count"]!);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Post_BytesThatAreNotCompressed_Is400AndHoldsNoMemory(string encoding)
    {
        using HttpResponseMessage response = await PostAsync(Encode("not compressed at all"), Ndjson, ("Content-Encoding", encoding));
        await ProblemAsync(response, HttpStatusCode.BadRequest);
        await AssertNoBodyIsHeldAsync();
    }

    [Fact]
    public async Task Post_GzipThatEndsEarly_Is400AndNothingIsCounted()
    {
        using MemoryStream compressed = new();
        await using (GZipStream gzip = new(compressed, CompressionMode.Compress, leaveOpen: true))
            await gzip.WriteAsync(Encode($$"""{"time":{{Now}},"endpoint":"/cut","duration_ms":5}"""));

        using HttpResponseMessage response = await PostAsync(compressed.ToArray()[..^6], Ndjson, ("Content-Encoding", "gzip"));

        await ProblemAsync(response, HttpStatusCode.BadRequest);
        using HttpResponseMessage endpoint = await _silo.Http.GetAsync(new Uri("/api/v1/endpoints/%2Fcut", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, endpoint.StatusCode);
    }

    [Fact]
    public async Task Post_UnknownEncoding_Is415()
    {
        using HttpResponseMessage response = await PostAsync(Encode("x"), Ndjson, ("Content-Encoding", "snappy"));
        await ProblemAsync(response, HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Post_UnknownMediaType_Is415()
    {
        using HttpResponseMessage response = await PostAsync(Encode("x"), "text/plain");
        await ProblemAsync(response, HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Post_GzipBomb_Is413()
    {
        using MemoryStream compressed = new();
        await using (GZipStream gzip = new(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
            await gzip.WriteAsync(new byte[64 << 20]);

        using HttpResponseMessage response = await PostAsync(compressed.ToArray(), Ndjson, ("Content-Encoding", "gzip"));

        await ProblemAsync(response, HttpStatusCode.RequestEntityTooLarge);
        await AssertNoBodyIsHeldAsync();
    }

    [Fact]
    public async Task Post_MalformedBatch_Is400AndSaysWhere()
    {
        using HttpResponseMessage response = await PostAsync(Encode("PLB1 but not really a batch, only some bytes of text"), "application/vnd.pipeline.batch");
        JsonNode problem = await ProblemAsync(response, HttpStatusCode.BadRequest);
        Assert.Contains("byte", (string)problem["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_BatchWithABrokenSection_RejectsItAndTakesNoPlaceForItsName()
    {
        SectionWriter writer = new("/broken-section");
        writer.Add(new EventRecord { Endpoint = "/broken-section", TimeUnixMs = Now, DurationNs = 5 });
        byte[] section = writer.ToArray();
        section[^1] ^= 1;
        BatchWriter batch = new(new BatchIdentity(new SourceIdentity(SourceId.CreateRandom(), Now), 1));
        Assert.True(batch.TryAdd("/broken-section", new SectionSummary(1, 0, Now, Now), section));

        using HttpResponseMessage response = await PostAsync(batch.ToArray(), "application/vnd.pipeline.batch");

        JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal((0L, 1L), ((long)answer["accepted"]!, (long)answer["rejected_count"]!));
        Assert.Contains("byte", (string)answer["rejected"]![0]!["reason"]!, StringComparison.Ordinal);
        using HttpResponseMessage endpoint = await _silo.Http.GetAsync(new Uri("/api/v1/endpoints?name=/broken-section", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, endpoint.StatusCode);
    }

    [Fact]
    public async Task Post_HalfAnIdentity_Is400()
    {
        using HttpResponseMessage response = await PostAsync(Encode("{}"), Ndjson, ("Pipeline-Sequence", "1"));
        await ProblemAsync(response, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Post_Tally_IsTheCountWhateverWasSampled()
    {
        long second = Now / 1_000 * 1_000;
        string body = $$$"""
            {"time":{{{second}}},"endpoint":"/tallied","segment":"free","tally":997}
            {"time":{{{second}}},"endpoint":"/tallied","segment":"free","outcome":"error","tally":3}
            {"time":{{{second + 10}}},"endpoint":"/tallied","segment":"free","duration_ms":20,"weight":100,"operations":{"json.dumps":3}}
            """;
        await PostOkAsync(body);

        JsonNode endpoint = await EndpointAsync("/tallied");

        Assert.Equal(1_000, (double)endpoint["count"]!);
        Assert.Equal(3, (double)endpoint["errors"]!);
        Assert.Equal(0, (double)endpoint["count_stderr"]!);
        Assert.Equal(1, (long)endpoint["events"]!);
        Assert.Equal(3, (double)endpoint["operations"]![0]!["per_event"]!);
    }

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private static byte[] Encode(string text) => Encoding.UTF8.GetBytes(text);

    private async Task AssertNoBodyIsHeldAsync() =>
        Assert.Contains("pipeline_ingest_body_bytes 0\n", await _silo.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative)), StringComparison.Ordinal);

    private Task<JsonNode> EndpointAsync(string name) => _silo.GetAsync($"/api/v1/endpoints/{Uri.EscapeDataString(name)}?window=all");

    private async Task<JsonNode> PostOkAsync(string body, params (string Name, string Value)[] headers)
    {
        using HttpResponseMessage response = await PostAsync(Encode(body), Ndjson, headers);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, string.Create(CultureInfo.InvariantCulture, $"{response.StatusCode} {text}"));
        return JsonNode.Parse(text)!;
    }

    private Task<HttpResponseMessage> PostAsync(byte[] body, string mediaType, params (string Name, string Value)[] headers)
    {
        ByteArrayContent content = new(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        foreach ((string name, string value) in headers)
            content.Headers.Add(name, value);
        return _silo.Http.PostAsync(new Uri("/v1/events", UriKind.Relative), content);
    }

    private static async Task<JsonNode> ProblemAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, string.Create(CultureInfo.InvariantCulture, $"expected {status}, got {response.StatusCode}: {body}"));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        return JsonNode.Parse(body)!;
    }
}
