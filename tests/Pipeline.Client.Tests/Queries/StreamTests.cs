using System.Net;
using Pipeline.Client.Queries;

namespace Pipeline.Client.Tests.Queries;

/// <summary>The live stream over connections that end, break and are refused.</summary>
public sealed class StreamTests : IDisposable
{
    private const string MediaType = "text/event-stream";
    private const string NotReady = """{"type":"urn:pipeline:problem:not-ready","title":"Not ready","status":503,"detail":"Starting."}""";

    private readonly ScriptedSilo _silo = new();

    public void Dispose() => _silo.Dispose();

    [Fact]
    public async Task Stream_ConnectionThatEnds_GoesOnAfterTheLastId()
    {
        _silo
            .Answer(": closed windows\nretry: 2500\n\n" + Window("run-10000-1", 10) + Window("run-10000-2", 20), MediaType)
            .Answer("event: gap\ndata: {\"missed\":118,\"reason\":\"slow-client\"}\n\n:\n\n" + Window("run-10000-9", 30), MediaType);
        List<StreamedWindow> windows = await TakeAsync(4, new WindowStreamQuestion { Endpoint = "/a b", Segment = "free", Width = TimeSpan.FromMinutes(1) });

        Assert.Equal(["run-10000-1", "run-10000-2", "run-10000-2", "run-10000-9"], windows.Select(static window => window.Id));
        Assert.Equal([10L, 20L, null, 30L], windows.Select(static window => window.Window?.From));
        Assert.Equal((118L, "slow-client"), (windows[2].Gap!.Missed!.Value, windows[2].Gap!.Reason));
        Assert.Equal(["/api/v1/stream?endpoint=%2Fa%20b&segment=free&width=60s", "/api/v1/stream?endpoint=%2Fa%20b&segment=free&width=60s"], _silo.Asked);
        Assert.Equal([null, "run-10000-2"], _silo.LastEventIds);
    }

    [Fact]
    public async Task Stream_SiloThatRestarts_IsConnectedAnew()
    {
        _silo.Answer(Window("run-10000-1", 10), MediaType);
        for (int answer = 0; answer < 6; answer++)
            _silo.Refuse(HttpStatusCode.ServiceUnavailable, NotReady, "1");
        _silo.Answer("event: gap\ndata: {\"reason\":\"other-run\"}\n\n" + Window("other-10000-1", 40), MediaType);
        List<StreamedWindow> windows = await TakeAsync(3, new WindowStreamQuestion { LastEventId = "run-10000-0" });

        Assert.Equal(("other-run", 40L), (windows[1].Gap!.Reason, windows[2].Window!.From));
        Assert.Equal("run-10000-0", _silo.LastEventIds[0]);
        Assert.All(_silo.LastEventIds.Skip(1), static id => Assert.Equal("run-10000-1", id));
    }

    [Fact]
    public async Task Stream_NobodyThereAnyMore_FailsAfterTheReconnectsAllowed()
    {
        _silo.Answer(Window("run-10000-1", 10), MediaType);
        PipelineQueryOptions options = new() { ReconnectCountMax = 3 };
        await Assert.ThrowsAsync<HttpRequestException>(() => TakeAsync(2, new WindowStreamQuestion(), options));
        Assert.Equal(1 + 3, _silo.Asked.Count);
    }

    [Fact]
    public async Task Stream_QuestionRefused_IsFinal()
    {
        _silo.Refuse(HttpStatusCode.BadRequest, """{"type":"urn:pipeline:problem:malformed-parameter","title":"t","status":400,"detail":"width is '7s'."}""");
        PipelineQueryException exception = await Assert.ThrowsAsync<PipelineQueryException>(() => TakeAsync(1, new WindowStreamQuestion { Width = TimeSpan.FromSeconds(7) }));
        Assert.Equal("malformed-parameter", exception.Code);
        Assert.Single(_silo.Asked);
    }

    [Fact]
    public async Task Stream_AnotherMediaTypeOrData_Fails()
    {
        _silo.Answer("{}");
        Assert.Contains("not that of a Pipeline silo", (await Assert.ThrowsAsync<PipelineQueryException>(() => TakeAsync(1, new WindowStreamQuestion()))).Message, StringComparison.Ordinal);
        _silo.Answer("event: window\ndata: [\n\n", MediaType);
        Assert.Contains("not that of a Pipeline silo", (await Assert.ThrowsAsync<PipelineQueryException>(() => TakeAsync(1, new WindowStreamQuestion()))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_SilentConnection_FailsAfterTheSilenceAllowed()
    {
        Testing.ManualTimeProvider clock = new();
        await using WatchedStream stream = new(new SilentStream(), TimeSpan.FromSeconds(60), clock);
        Task<int> reading = stream.ReadAsync(new byte[1]).AsTask();
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(reading.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<IOException>(() => reading);
    }

    private async Task<List<StreamedWindow>> TakeAsync(int count, WindowStreamQuestion question, PipelineQueryOptions? options = null)
    {
        List<StreamedWindow> windows = [];
        await foreach (StreamedWindow window in _silo.CreateClient(options).StreamWindowsAsync(question))
        {
            windows.Add(window);
            if (windows.Count == count)
                break;
        }

        return windows;
    }

    private static string Window(string id, long fromUnixMs) =>
        $"id: {id}\nevent: window\ndata: {{\"endpoint\":\"e\",\"segment\":\"s\",\"from\":{fromUnixMs},\"to\":99,\"count\":1,\"count_stderr\":0,\"errors\":0,\"operations\":[]}}\n\n";

    /// <summary>A connection on which nothing ever comes.</summary>
    private sealed class SilentStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            TaskCompletionSource<int> never = new();
            return await never.Task.WaitAsync(cancellationToken);
        }
    }
}
