using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests;

/// <summary>Segments over HTTP, published by real endpoints in a real silo.</summary>
public sealed class SegmentsHttpTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private SiloProcess _silo = null!;

    public async Task InitializeAsync() => _silo = await SiloProcess.StartAsync(_directory.File("data"), SegmentSums.HastySettings);

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Get_AfterEventsOfTwoEndpoints_IsTheirSumInTheSameForm()
    {
        await PostAsync(Traffic.Ndjson(400, seed: 3));
        await SegmentSums.AwaitPublishedAsync(_silo);
        await SegmentSums.AssertEqualAsync(_silo);

        JsonNode list = await _silo.GetAsync("/api/v1/segments?window=all");
        Assert.Equal(2, (int)list["total_count"]!);
        Assert.Equal(["free", "premium"], list["segments"]!.AsArray().Select(segment => (string)segment!["name"]!));

        JsonNode segment = await _silo.GetAsync("/api/v1/segments/premium?window=all&limit=1");
        JsonNode same = await _silo.GetAsync("/api/v1/segments?name=premium&window=all&limit=1");
        Assert.Equal(segment.ToJsonString(), same.ToJsonString());
        Assert.Single(segment["operations"]!.AsArray());
        Assert.Equal(Traffic.Endpoints.Length, (int)segment["endpoints"]!);
        Assert.Equal((0, 0), ((int)segment["pending"]!["publications"]!, (int)segment["pending"]!["endpoints"]!));
        Assert.Null(segment["incomplete"]);
        Assert.Null(segment["segments"]);
        JsonNode endpoint = await _silo.GetAsync("/api/v1/endpoints?name=%2Fcart&window=all");
        Assert.Equal(
            endpoint.AsObject().Select(field => field.Key).Except(["segments", "refused"]).Order(),
            segment.AsObject().Select(field => field.Key).Except(["endpoints", "pending"]).Order());
    }

    [Fact]
    public async Task Get_Window_CoversTheLastPart()
    {
        await PostAsync(Traffic.Ndjson(1_200, seed: 4));
        await SegmentSums.AwaitPublishedAsync(_silo);
        JsonNode last = await _silo.GetAsync("/api/v1/segments/free?window=30s");
        Assert.Equal(0, (long)last["from"]! % 10_000);
        Assert.InRange((long)last["to"]! - (long)last["from"]!, 30_000, 50_000);
        Assert.InRange((double)last["count"]!, 1, 400);
    }

    [Theory]
    [InlineData("/api/v1/segments/nobody", HttpStatusCode.NotFound, "unknown-segment")]
    [InlineData("/api/v1/segments?name=nobody", HttpStatusCode.NotFound, "unknown-segment")]
    [InlineData("/api/v1/segments?window=soon", HttpStatusCode.BadRequest, "malformed-parameter")]
    [InlineData("/api/v1/segments/nobody?limit=0", HttpStatusCode.BadRequest, "malformed-parameter")]
    [InlineData("/api/v1/segments?limit=10001", HttpStatusCode.BadRequest, "malformed-parameter")]
    public async Task Get_WhatCannotBeAnswered_IsAProblemWithItsCode(string path, HttpStatusCode status, string code)
    {
        using HttpResponseMessage response = await _silo.Http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(status, response.StatusCode);
        JsonNode problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("urn:pipeline:problem:" + code, (string?)problem["type"]);
    }

    private async Task PostAsync(string lines)
    {
        using StringContent content = new(lines, Encoding.UTF8, "application/x-ndjson");
        using HttpResponseMessage response = await _silo.Http.PostAsync(new Uri("/v1/events", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
