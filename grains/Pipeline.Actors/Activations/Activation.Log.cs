using Microsoft.Extensions.Logging;

namespace Pipeline.Actors.Activations;

internal sealed partial class Activation
{
    [LoggerMessage(1, LogLevel.Error, "Activation of {GrainId} failed")]
    private static partial void LogActivationFailed(ILogger logger, Exception exception, GrainId grainId);

    [LoggerMessage(2, LogLevel.Error, "OnDeactivateAsync of {GrainId} failed")]
    private static partial void LogDeactivationFailed(ILogger logger, Exception exception, GrainId grainId);

    [LoggerMessage(3, LogLevel.Warning, "Disposal of {GrainId} failed")]
    private static partial void LogDisposalFailed(ILogger logger, Exception exception, GrainId grainId);

    [LoggerMessage(4, LogLevel.Warning, "One-way call {Method} of {GrainId} failed")]
    private static partial void LogOneWayFailed(ILogger logger, Exception exception, string method, GrainId grainId);
}
