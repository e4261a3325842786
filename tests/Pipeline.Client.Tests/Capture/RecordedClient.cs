using Pipeline.Client.Capture;
using Pipeline.Client.Tests.Recording;
using Pipeline.Protocol.Events;

namespace Pipeline.Client.Tests.Capture;

/// <summary>A client that keeps every call in memory, with capture on.</summary>
internal sealed class RecordedClient : IAsyncDisposable
{
    private readonly RecordingTransport _transport = new();
    private readonly IDisposable _capture = OperationCapture.Start();

    public RecordedClient()
    {
        PipelineClientOptions options = new() { Sampling = { Probability = 1 }, Guard = { OverheadMax = 1 } };
        Client = new PipelineClient(options, clock: null, _transport);
    }

    public PipelineClient Client { get; }

    /// <summary>Runs an action as a call and returns what was recorded of it.</summary>
    public async Task<EventRecord> RunAsync(Func<Task> action)
    {
        int before = _transport.Events.Count;
        using (Client.Begin("captured"))
            await action();
        await Client.FlushAsync();
        return Assert.Single(_transport.Events.Skip(before));
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        _capture.Dispose();
    }

    /// <summary>The operations as text: <c>redis GET x2 !1</c> for two calls of which one failed.</summary>
    public static IEnumerable<string> Texts(EventRecord record) => record.Operations.Select(operation =>
        $"{operation.Name} x{operation.CallsMilli / 1_000}{(operation.Errors > 0 ? $" !{operation.Errors}" : "")}").Order(StringComparer.Ordinal);
}
