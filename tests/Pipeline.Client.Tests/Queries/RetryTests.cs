using System.Net;
using Pipeline.Client.Queries;

namespace Pipeline.Client.Tests.Queries;

/// <summary>What becomes of a question that the silo does not answer with 200.</summary>
public sealed class RetryTests
{
    private const string Overloaded = """{"type":"urn:pipeline:problem:overloaded","title":"Overloaded","status":429,"detail":"Too much at once."}""";
    private const string Unknown = """{"type":"urn:pipeline:problem:unknown-endpoint","title":"Unknown endpoint","status":404,"detail":"No event of endpoint 'x'."}""";
    private const string EmptyList = """{"endpoints":[],"total_count":0,"as_of":1}""";

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Thu, 01 Jan 2026 00:00:09 GMT", 9)]
    [InlineData("Wed, 31 Dec 2025 00:00:09 GMT", 0)]
    [InlineData(null, 1)]
    public async Task Ask_429_IsRepeatedAfterTheTimeAskedFor(string? retryAfter, int expectedSeconds)
    {
        using ScriptedSilo silo = new();
        silo.Refuse(HttpStatusCode.TooManyRequests, Overloaded, retryAfter).Answer(EmptyList);
        using PipelineQueryClient client = silo.CreateClient();

        Assert.Equal(0, (await client.ListEndpointsAsync()).TotalCount);

        Assert.Equal(2, silo.Asked.Count);
        Assert.Equal(expectedSeconds, silo.Clock.Waits.Sum(static wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task Ask_503Forever_GivesUpAfterTheRetriesAllowed()
    {
        using ScriptedSilo silo = new();
        for (int answer = 0; answer < 10; answer++)
            silo.Refuse(HttpStatusCode.ServiceUnavailable, Overloaded, "2");
        using PipelineQueryClient client = silo.CreateClient(new PipelineQueryOptions { RetryCountMax = 4 });

        PipelineQueryException exception = await Assert.ThrowsAsync<PipelineQueryException>(() => client.ListEndpointsAsync());

        Assert.Equal(5, silo.Asked.Count);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "overloaded", "Too much at once."), (exception.Status, exception.Code, exception.Detail));
        Assert.Equal(TimeSpan.FromSeconds(2), exception.RetryAfter);
    }

    [Fact]
    public async Task Ask_RetryAfterBeyondPatience_FailsAtOnce()
    {
        using ScriptedSilo silo = new();
        silo.Refuse(HttpStatusCode.TooManyRequests, Overloaded, "31");
        using PipelineQueryClient client = silo.CreateClient();

        PipelineQueryException exception = await Assert.ThrowsAsync<PipelineQueryException>(() => client.ListEndpointsAsync());

        Assert.Equal(TimeSpan.FromSeconds(31), exception.RetryAfter);
        Assert.Empty(silo.Clock.Waits);
    }

    [Fact]
    public async Task Ask_OtherProblem_IsFinalAndSaysWhatTheSiloSays()
    {
        using ScriptedSilo silo = new();
        silo.Refuse(HttpStatusCode.NotFound, Unknown);
        using PipelineQueryClient client = silo.CreateClient();

        PipelineQueryException exception = await Assert.ThrowsAsync<PipelineQueryException>(() => client.GetEndpointAsync("x"));

        Assert.Single(silo.Asked);
        Assert.Equal((HttpStatusCode.NotFound, "unknown-endpoint", (TimeSpan?)null), (exception.Status, exception.Code, exception.RetryAfter));
        Assert.Equal("/api/v1/endpoints?name=x: the silo answered 404 unknown-endpoint: No event of endpoint 'x'.", exception.Message);
    }

    [Theory]
    [InlineData("<html>", "text/html")]
    [InlineData("{\"type\":", "application/problem+json")]
    [InlineData("[1]", "application/problem+json")]
    [InlineData("{\"type\":7,\"detail\":[]}", "application/json")]
    public async Task Ask_AnswerOfSomebodyElse_StillTellsTheStatus(string body, string mediaType)
    {
        using ScriptedSilo silo = new();
        silo.Refuse(HttpStatusCode.BadGateway, body, mediaType: mediaType);
        using PipelineQueryClient client = silo.CreateClient();

        PipelineQueryException exception = await Assert.ThrowsAsync<PipelineQueryException>(() => client.GetEndpointAsync("x"));

        Assert.Equal((HttpStatusCode.BadGateway, (string?)null, (string?)null), (exception.Status, exception.Code, exception.Detail));
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("null")]
    [InlineData("{\"endpoints\":[")]
    public async Task Ask_SuccessThatIsNoReport_Fails(string body)
    {
        using ScriptedSilo silo = new();
        silo.Answer(body);
        using PipelineQueryClient client = silo.CreateClient();

        PipelineQueryException exception = await Assert.ThrowsAsync<PipelineQueryException>(() => client.ListEndpointsAsync());

        Assert.Equal(HttpStatusCode.OK, exception.Status);
        Assert.Contains("not that of a Pipeline silo", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_CancelledWhileWaiting_Stops()
    {
        using CancellationTokenSource cancellation = new();
        using ScriptedSilo silo = new();
        silo.Refuse(HttpStatusCode.TooManyRequests, Overloaded, "5").Answer(EmptyList);
        Testing.ManualTimeProvider stillClock = new();
        using HttpClient http = new(silo) { BaseAddress = new Uri("http://silo.test/") };
        using PipelineQueryClient client = new(http, new PipelineQueryOptions { Clock = stillClock });

        Task<Protocol.Queries.EndpointSummaryListReport> asking = client.ListEndpointsAsync(cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Single(silo.Asked);
    }

    [Theory]
    [InlineData("ftp://silo/")]
    [InlineData("/relative")]
    public void Create_AddressThatIsNone_Throws(string address) =>
        Assert.Throws<ArgumentException>(() => new PipelineQueryClient(new Uri(address, UriKind.RelativeOrAbsolute)));
}
