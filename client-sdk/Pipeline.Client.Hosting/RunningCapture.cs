using Microsoft.Extensions.Options;
using Pipeline.Client.Capture;

namespace Pipeline.Client.Hosting;

/// <summary>The host's share of the capture, from the creation of the client on.</summary>
/// <remarks>
/// Not from the host's start on: programs open their database before that, and SQLite tells only of connections that it has opened since. A
/// pool would keep the early one.
/// </remarks>
internal sealed class RunningCapture(IOptions<PipelineClientOptions> options) : IDisposable
{
    private readonly IDisposable? _capture = options.Value.Enabled ? OperationCapture.Start(options.Value.Capture) : null;

    public void Dispose() => _capture?.Dispose();
}
