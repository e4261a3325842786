namespace Pipeline.Silo.Startup;

/// <summary>When services may call grains that are added before these are hosted.</summary>
internal static class HostLifetimes
{
    /// <summary>Completes when everything has started, grains included.</summary>
    public static async Task WaitForStartAsync(this IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(cancellationToken);
    }
}
