namespace Pipeline.Actors.Tests.Conformance.Grains;

/// <summary>Carries timers; each tick notes "tick:start n", passes the gate "tick n" if gated, and notes "tick:end n".</summary>
public interface ITimerGrain : IGrainWithStringKey
{
    Task StartAsync(TimeSpan dueTime, TimeSpan period, TimerKind kind);

    Task ChangeAsync(TimeSpan dueTime, TimeSpan period);

    Task DisposeAsync();

    /// <summary>Occupies the grain until the gate "busy" opens.</summary>
    Task BeBusyAsync();

    Task LeaveAsync();

    /// <summary>Answers when no tick runs.</summary>
    Task<int> GetTickCountAsync();
}
