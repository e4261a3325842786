using Microsoft.Extensions.Logging;
using Pipeline.Actors.Activations;

namespace Pipeline.Actors.Hosting;

/// <summary>The ordered stop: refuse, drain, deactivate, abandon.</summary>
public sealed partial class ActorHost
{
    private readonly Lock _stopGate = new();
    private Task? _stop;
    private volatile bool _refusesOutside;
    private volatile bool _refusesAll;

    /// <summary>
    /// Refuses calls from outside of grains, lets accepted ones end, deactivates all, and abandons what is left at the deadline.
    /// </summary>
    /// <param name="cancellationToken">Brings the deadline forward to now.</param>
    /// <remarks>Grains may call each other until they are deactivated. Whatever grains store into must be closed after this.</remarks>
    public Task StopAsync(CancellationToken cancellationToken = default)
    {
        lock (_stopGate)
        {
            if (_stop is null)
            {
                _refusesOutside = true;
                using FlowSuppression none = FlowSuppression.Begin();
                _stop = Task.Factory.StartNew(
                    () => StopCoreAsync(cancellationToken),
                    CancellationToken.None,
                    TaskCreationOptions.DenyChildAttach,
                    Maintenance).Unwrap();
            }

            return _stop;
        }
    }

    /// <summary>Stops.</summary>
    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task StopCoreAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(Options.StopTimeout, TimeProvider);
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await DrainAsync(deadline.Token);
            await DeactivateAllAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            LogAbandoned(Logger, ActivationCount);
        }

        _refusesAll = true;
        _collector.Dispose();
        foreach (Activation activation in Activations.Snapshot())
            activation.Crash();
        _timeouts.Dispose();
    }

    /// <summary>
    /// Waits until no activation holds a request. Calls among grains may set off others, so it looks until a look finds none.
    /// </summary>
    private async Task DrainAsync(CancellationToken deadline)
    {
        while (Activations.Snapshot().FirstOrDefault(activation => !activation.IsInactive) is { } busy)
            await busy.WhenQuiet().WaitAsync(deadline);
    }

    /// <summary>Deactivates until none is left: a grain's last words to another may have activated it again.</summary>
    private async Task DeactivateAllAsync(CancellationToken deadline)
    {
        while (Activations.Snapshot() is { Length: > 0 } activations)
        {
            foreach (Activation activation in activations)
                activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The host stops."), deadline);
            foreach (Activation activation in activations)
                await activation.Deactivated.WaitAsync(deadline);
        }
    }

    private SiloUnavailableException? RefusalOf() =>
        _refusesOutside && (_refusesAll || Activation.Current is null)
            ? new SiloUnavailableException("The host stops and accepts no new calls.")
            : null;

    [LoggerMessage(20, LogLevel.Warning, "The stop ran out of time: {Count} activations are abandoned")]
    private static partial void LogAbandoned(ILogger logger, int count);
}
