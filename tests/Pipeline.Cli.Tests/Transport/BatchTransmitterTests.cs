using System.Net;
using System.Net.Sockets;
using Pipeline.Cli.Transport;
using Pipeline.Client.Delivery.Http;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;
using Pipeline.Protocol.Wire;
using Pipeline.Testing;

namespace Pipeline.Cli.Tests.Transport;

public sealed class BatchTransmitterTests : IDisposable
{
    private readonly HttpClient _http = new();
    private readonly SkippingTimeProvider _clock = new();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task SendAsync_SiloTakesIt_AnswersWithoutWaiting()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();

        BatchAnswer answer = await SendAsync(silo.Address, CreateBatch(events: 3));

        Assert.Equal(new BatchAnswer(3, 0, 0, 0, answer.Rejected), answer);
        Assert.Empty(_clock.Waits);
        Assert.Equal(["application/vnd.pipeline.batch"], silo.ContentTypes);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task SendAsync_Overloaded_WaitsAsAskedAndRepeatsTheSameBytes(int status)
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        silo.Refuse(status, retryAfterSeconds: 7);
        silo.Refuse(status, retryAfterSeconds: 7);
        byte[] batch = CreateBatch(events: 3);

        BatchAnswer answer = await SendAsync(silo.Address, batch);

        Assert.Equal(3, answer.Accepted);
        Assert.Equal(2, _clock.Waits.Count);
        Assert.All(_clock.Waits, static wait => Assert.InRange(wait.TotalSeconds, 7, 7 * 1.25));
        Assert.Equal([batch, batch, batch], silo.Bodies);
    }

    [Fact]
    public async Task SendAsync_AnswerIsLost_RepeatsAndLearnsThatItIsDurable()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        silo.LoseAnswer();

        BatchAnswer answer = await SendAsync(silo.Address, CreateBatch(events: 3));

        Assert.Equal(0, answer.Accepted);
        Assert.Equal(3, answer.Duplicate);
        Assert.Equal(3, silo.Counts.Values.Sum());
    }

    [Fact]
    public async Task SendAsync_NobodyListens_RepeatsUntilSomebodyDoes()
    {
        int port = FreePort();
        Task<FakeSilo>? starting = null;
        List<string> problems = [];
        void Waiting(string problem)
        {
            lock (problems)
                problems.Add(problem);
            starting ??= FakeSilo.StartAsync(port);

            // The clock skips waits, so patience would be gone before a port is open.
            starting.GetAwaiter().GetResult();
        }

        BatchTransmitter transmitter = new(_http, new Uri($"http://127.0.0.1:{port}"), new RetryPolicy(), _clock, Waiting);
        BatchAnswer answer = await transmitter.SendAsync(CreateBatch(events: 3), EventsPost.AsBatch, CancellationToken.None);
        await using FakeSilo silo = await starting!;

        Assert.Equal(3, answer.Accepted);
        Assert.Single(problems);
        Assert.Contains("refused", problems[0], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task SendAsync_NobodyEverListens_GivesUpWhenPatienceIsGone()
    {
        long start = _clock.GetTimestamp();
        RetryPolicy retry = new() { Patience = TimeSpan.FromSeconds(30) };
        BatchTransmitter transmitter = new(_http, new Uri($"http://127.0.0.1:{FreePort()}"), retry, _clock);

        DeliveryException exception = await Assert.ThrowsAsync<DeliveryException>(
            () => transmitter.SendAsync(CreateBatch(events: 3), EventsPost.AsBatch, CancellationToken.None));

        Assert.Contains("30 s without progress", exception.Message, StringComparison.Ordinal);
        Assert.Equal(30, _clock.GetElapsedTime(start).TotalSeconds, 0.001);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(409)]
    [InlineData(413)]
    [InlineData(415)]
    public async Task SendAsync_RefusedForGood_TellsTheProblemAndDoesNotRepeat(int status)
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        silo.Refuse(status, detail: "sequence 3 is older than what is remembered");

        DeliveryException exception = await Assert.ThrowsAsync<DeliveryException>(() => SendAsync(silo.Address, CreateBatch(events: 3)));

        Assert.Contains($"{status}", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Refused: sequence 3 is older", exception.Message, StringComparison.Ordinal);
        Assert.Single(silo.Bodies);
        Assert.Empty(_clock.Waits);
    }

    [Fact]
    public async Task SendAsync_NotASilo_IsTold()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();
        silo.Script.Enqueue(static context => context.Response.Body.WriteAsync("<html>"u8.ToArray()).AsTask());

        DeliveryException exception = await Assert.ThrowsAsync<DeliveryException>(() => SendAsync(silo.Address, CreateBatch(events: 3)));

        Assert.Contains("not that of a Pipeline silo", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_AddressWithPath_KeepsIt()
    {
        await using FakeSilo silo = await FakeSilo.StartAsync();

        DeliveryException exception = await Assert.ThrowsAsync<DeliveryException>(
            () => SendAsync(new Uri(silo.Address, "/proxy/"), CreateBatch(events: 1)));

        Assert.Contains("404", exception.Message, StringComparison.Ordinal);
        Assert.Empty(silo.Bodies);
    }

    private Task<BatchAnswer> SendAsync(Uri silo, byte[] batch)
        => new BatchTransmitter(_http, silo, new RetryPolicy(), _clock).SendAsync(batch, EventsPost.AsBatch, CancellationToken.None);

    private static byte[] CreateBatch(int events)
    {
        SectionWriter section = new("/recommend");
        for (int index = 0; index < events; index++)
            section.Add(new EventRecord { TimeUnixMs = 1_700_000_000_000 + index });
        BatchWriter batch = new(new BatchIdentity(new SourceIdentity(new SourceId(1, 2), 1_700_000_000_000), 3));
        Assert.True(batch.TryAdd(section));
        return batch.ToArray();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
