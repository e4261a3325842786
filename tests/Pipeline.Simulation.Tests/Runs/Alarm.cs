using Microsoft.Extensions.Logging;
using Pipeline.EventLog;

namespace Pipeline.Simulation.Tests.Runs;

/// <summary>Keeps the first failure that somebody inside the host would swallow, until the run's own thread asks.</summary>
/// <remarks>
/// A check that fails inside a call of a grain is an exception like any other to it and to the host, which log it and go on; and so is a
/// defect of the product in a timer's tick or at activation. As the host's logger it hears of both.
/// </remarks>
internal sealed class Alarm : ILogger<Pipeline.Actors.Hosting.ActorHost>
{
    private Exception? _first;

    public void Raise(Exception failure) => _first ??= failure;

    /// <exception cref="SimulationFailure">Something was raised.</exception>
    public void ThrowIfRaised()
    {
        if (_first is not null)
            throw _first as SimulationFailure ?? new SimulationFailure($"The host logged {_first}");
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // What the simulation itself makes fail, and what giving up in time looks like.
        if (exception is not (null or EventLogException or OperationCanceledException or TimeoutException))
            Raise(exception);
    }
}
