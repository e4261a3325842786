using Pipeline.Grains.Abstractions;

namespace Pipeline.Grains;

/// <summary>What backtests compare with.</summary>
public sealed partial class EndpointGrain
{
    /// <summary>In one turn, so that the copy is exactly what the entries before its offset give.</summary>
    public Task<DetectionCopy> CopyDetectionAsync() => _isFailed
        ? Task.FromException<DetectionCopy>(BeingBroughtBack())
        : Task.FromResult(new DetectionCopy(_inbox.Applied.Value, _endpoint.Detection.Write()));
}
