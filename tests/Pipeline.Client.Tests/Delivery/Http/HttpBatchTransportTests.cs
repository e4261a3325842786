using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Pipeline.Cli.Tests.Transport;
using Pipeline.Client.Delivery;
using Pipeline.Client.Delivery.Http;
using Pipeline.Testing;

namespace Pipeline.Client.Tests.Delivery.Http;

/// <summary>What one attempt sends over HTTP, what it makes of the answer, and where the next one goes.</summary>
public sealed class HttpBatchTransportTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly byte[] _batch = Batches.Create("/recommend", events: 500).Encode(Batches.Identity);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SendAsync_SiloTakesIt_IsDeliveredAsItIs(bool isCompressed)
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        await using HttpBatchTransport transport = Create(isCompressed, silo.Address);

        SendResult result = await transport.SendAsync(_batch, CancellationToken.None);

        Assert.Equal(new SendResult(SendStatus.Delivered), result);
        Assert.Equal([_batch], silo.Bodies);
        Assert.Equal(["application/vnd.pipeline.batch"], silo.ContentTypes);
        IReadOnlyDictionary<string, string> headers = silo.Headers.Single();
        Assert.Equal(isCompressed ? "br" : null, headers.GetValueOrDefault("Content-Encoding"));
        Assert.StartsWith("Pipeline.Client/", headers["User-Agent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_WithinAnActivity_LeavesNoTrace()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        await using HttpBatchTransport transport = Create(isCompressed: true, silo.Address);
        List<string> started = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = static source => source.Name.StartsWith("System.Net.Http", StringComparison.Ordinal),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = activity => started.Add(activity.OperationName),
        };
        ActivitySource.AddActivityListener(listener);
        using Activity activity = new Activity("request").Start();

        await transport.SendAsync(_batch, CancellationToken.None);

        Assert.DoesNotContain("traceparent", silo.Headers.Single().Keys, StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain("System.Net.Http.HttpRequestOut", started);
    }

    [Theory]
    [InlineData(429, SendStatus.Retry)]
    [InlineData(503, SendStatus.Retry)]
    [InlineData(500, SendStatus.Retry)]
    [InlineData(408, SendStatus.Retry)]
    [InlineData(404, SendStatus.Retry)]
    [InlineData(302, SendStatus.Retry)]
    [InlineData(400, SendStatus.Refused)]
    [InlineData(409, SendStatus.Refused)]
    [InlineData(413, SendStatus.Refused)]
    [InlineData(415, SendStatus.Refused)]
    public async Task SendAsync_Problem_IsToldAndClassified(int status, SendStatus expected)
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        silo.Refuse(status, retryAfterSeconds: expected == SendStatus.Retry ? 7 : null, detail: "because");
        await using HttpBatchTransport transport = Create(isCompressed: true, silo.Address);

        SendResult result = await transport.SendAsync(_batch, CancellationToken.None);

        Assert.Equal(expected, result.Status);
        Assert.Equal(expected == SendStatus.Retry ? TimeSpan.FromSeconds(7) : null, result.RetryAfter);
        Assert.Contains($"{status}", result.Problem, StringComparison.Ordinal);
        Assert.Contains("because", result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_SomeEventsAreRejected_SaysHowMany()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        silo.Script.Enqueue(static context => context.Response.WriteAsync("""{"accepted":1,"duplicate":0,"rejected_count":41,"rejected":[]}"""));
        await using HttpBatchTransport transport = Create(isCompressed: true, silo.Address);

        Assert.Equal(new SendResult(SendStatus.Delivered, RejectedCount: 41), await transport.SendAsync(_batch, CancellationToken.None));
    }

    [Fact]
    public async Task SendAsync_AnswerIsNoSilos_IsRepeated()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        silo.Script.Enqueue(static context => context.Response.WriteAsync("<html>"));
        await using HttpBatchTransport transport = Create(isCompressed: true, silo.Address);

        SendResult result = await transport.SendAsync(_batch, CancellationToken.None);

        Assert.Equal(SendStatus.Retry, result.Status);
        Assert.Contains("not that of a Pipeline silo", result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_EndlessAnswer_IsCutAndRepeated()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        silo.Script.Enqueue(static async context =>
        {
            byte[] chunk = new byte[64 << 10];
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(chunk);
        });
        await using HttpBatchTransport transport = Create(isCompressed: true, silo.Address);

        Assert.Equal(SendStatus.Retry, (await transport.SendAsync(_batch, CancellationToken.None)).Status);
    }

    [Fact]
    public async Task SendAsync_NoAnswerInTime_IsRepeated()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource mayAnswer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        silo.Script.Enqueue(_ =>
        {
            asked.SetResult();
            return mayAnswer.Task;
        });
        await using HttpBatchTransport transport = Create(isCompressed: true, silo.Address);

        Task<SendResult> sending = transport.SendAsync(_batch, CancellationToken.None).AsTask();
        await asked.Task;
        _clock.Advance(TimeSpan.FromSeconds(10));
        SendResult result = await sending;
        mayAnswer.SetResult();

        Assert.Equal(SendStatus.Retry, result.Status);
        Assert.Contains("does not answer", result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_Cancelled_Throws()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        await using HttpBatchTransport transport = Create(isCompressed: true, silo.Address);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => transport.SendAsync(_batch, new CancellationToken(canceled: true)).AsTask());
    }

    [Fact]
    public async Task SendAsync_FirstIsDown_GoesToTheSecondAndReturnsAfterAWhile()
    {
        await using FakeSilo second = await FakeSilo.StartAsync();
        int port = FreePort();
        await using HttpBatchTransport transport = Create(isCompressed: true, new Uri($"http://127.0.0.1:{port}"), second.Address);

        Assert.Equal(SendStatus.Retry, (await transport.SendAsync(_batch, CancellationToken.None)).Status);
        Assert.Equal(SendStatus.Delivered, (await transport.SendAsync(_batch, CancellationToken.None)).Status);
        await using FakeSilo first = await FakeSilo.StartAsync(port);
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(SendStatus.Delivered, (await transport.SendAsync(_batch, CancellationToken.None)).Status);
        Assert.Equal((0, 2), (first.Bodies.Count, second.Bodies.Count));

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(SendStatus.Delivered, (await transport.SendAsync(_batch, CancellationToken.None)).Status);
        Assert.Equal((1, 2), (first.Bodies.Count, second.Bodies.Count));
    }

    [Fact]
    public async Task SendAsync_AllAskForTime_WaitsForTheSoonest()
    {
        await using FakeSilo first = await FakeSilo.StartAsync();
        await using FakeSilo second = await FakeSilo.StartAsync();
        first.Refuse(503, retryAfterSeconds: 20);
        second.Refuse(503, retryAfterSeconds: 50);
        await using HttpBatchTransport transport = Create(isCompressed: true, first.Address, second.Address);

        // The second is not what the first asked to wait for.
        Assert.Null((await transport.SendAsync(_batch, CancellationToken.None)).RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(20), (await transport.SendAsync(_batch, CancellationToken.None)).RetryAfter);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(SendStatus.Delivered, (await transport.SendAsync(_batch, CancellationToken.None)).Status);
        Assert.Equal((2, 1), (first.Bodies.Count, second.Bodies.Count));
    }

    private HttpBatchTransport Create(bool isCompressed, params Uri[] silos)
    {
        DeliveryOptions options = new() { IsCompressed = isCompressed };
        foreach (Uri silo in silos)
            options.Endpoints.Add(silo);
        options.Validate();
        return new HttpBatchTransport(options, _clock);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
