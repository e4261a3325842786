using System.Diagnostics;
using System.Net;
using Pipeline.Client.Capture;
using Pipeline.Client.Capture.Http;
using Pipeline.Protocol.Events;

namespace Pipeline.Client.Tests.Capture;

public sealed class HttpCaptureTests : IAsyncDisposable
{
    private readonly RecordedClient _captured = new();
    private readonly LocalServer _server = new();
    private readonly HttpClient _http = new();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _server.Dispose();
        await _captured.DisposeAsync();
    }

    [Fact]
    public async Task Requests_AreCountedByMethodAndHost_AndFailByStatus()
    {
        EventRecord record = await _captured.RunAsync(async () =>
        {
            await SendAsync(HttpMethod.Get, "/a?secret=1");
            await SendAsync(HttpMethod.Get, "/b");
            await SendAsync(HttpMethod.Get, "/404");
            await SendAsync(HttpMethod.Get, "/503");
            await SendAsync(HttpMethod.Post, "/a");
            await SendAsync(new HttpMethod("FROB"), "/a");
        });

        string host = $"127.0.0.1:{_server.Port}";
        Assert.Equal([$"http GET {host} x4 !1", $"http OTHER {host} x1", $"http POST {host} x1"], RecordedClient.Texts(record));
        Assert.All(record.Operations, operation => Assert.True(operation.Kind == OperationKind.Dependency && operation.TimeNs > 0));
    }

    [Fact]
    public async Task Request_ThatFails_CountsAsFailed()
    {
        int port = _server.Port;
        _server.Dispose();
        EventRecord record = await _captured.RunAsync(() => Assert.ThrowsAsync<HttpRequestException>(() => _http.GetAsync(new Uri($"http://127.0.0.1:{port}/"))));
        Assert.Equal([$"http GET 127.0.0.1:{port} x1 !1"], RecordedClient.Texts(record));
    }

    [Fact]
    public async Task Requests_FromTaskRunAndParallel_BelongToTheirCall()
    {
        EventRecord record = await _captured.RunAsync(async () =>
        {
            await Task.Run(() => SendAsync(HttpMethod.Get, "/"));
            await Parallel.ForEachAsync(Enumerable.Range(0, 5), async (_, _) => await SendAsync(HttpMethod.Get, "/"));
        });
        Assert.Equal([$"http GET 127.0.0.1:{_server.Port} x6"], RecordedClient.Texts(record));
    }

    [Fact]
    public async Task Request_ThatOutlivesAnInnerCall_BelongsToTheCallItBeganIn()
    {
        EventRecord record = await _captured.RunAsync(async () =>
        {
            Task pending = SendAsync(HttpMethod.Get, "/held");
            await _server.Held;
            Call inner = _captured.Client.Begin("inner");
            _server.Release();
            await pending;
            inner.Discard();
            inner.Dispose();
        });
        Assert.Equal([$"http GET 127.0.0.1:{_server.Port} x1"], RecordedClient.Texts(record));
    }

    [Fact]
    public async Task Request_HasTheHeadersItHadWithoutCapture()
    {
        await _captured.RunAsync(() => SendAsync(HttpMethod.Get, "/"));
        Assert.DoesNotContain(_server.LastHeaders, header => header.StartsWith("traceparent", StringComparison.OrdinalIgnoreCase));
        Assert.Null(Activity.Current);
    }

    [Fact]
    public async Task ExceededLimit_NeverReachesTheRequest()
    {
        long faults = OperationCapture.FaultCount;
        _captured.Client.Options.ThrowOnLimit = true;
        EventRecord record = await _captured.RunAsync(async () =>
        {
            Call.Current.Limit($"http GET 127.0.0.1:{_server.Port}", 1, OperationKind.Dependency);
            await SendAsync(HttpMethod.Get, "/");
            await SendAsync(HttpMethod.Get, "/");
        });
        Assert.Equal([$"http GET 127.0.0.1:{_server.Port} x2"], RecordedClient.Texts(record));
        Assert.Equal(faults, OperationCapture.FaultCount);
    }

    [Fact]
    public async Task OwnRequests_AreNotCaptured()
    {
        using SocketsHttpHandler handler = new() { MeterFactory = OwnTraffic.Instance };
        using HttpClient own = new(handler);
        EventRecord record = await _captured.RunAsync(async () => (await own.GetAsync(new Uri($"http://127.0.0.1:{_server.Port}/"))).Dispose());
        Assert.Empty(record.Operations);
    }

    private async Task SendAsync(HttpMethod method, string path)
    {
        using HttpRequestMessage request = new(method, new Uri($"http://127.0.0.1:{_server.Port}{path}"));
        using HttpResponseMessage response = await _http.SendAsync(request);
        Assert.NotEqual(HttpStatusCode.Ambiguous, response.StatusCode);
    }
}
