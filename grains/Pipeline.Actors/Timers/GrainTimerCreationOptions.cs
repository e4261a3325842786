using System.Diagnostics.CodeAnalysis;

namespace Pipeline.Actors;

/// <summary>When a grain timer ticks, and what its ticks may do.</summary>
public readonly struct GrainTimerCreationOptions()
{
    /// <summary>A timer whose ticks neither interleave nor keep the activation alive.</summary>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
        : this()
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Until the first tick: zero for at once, <see cref="Timeout.InfiniteTimeSpan"/> for not before a change.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>From the end of a tick to the next; <see cref="Timeout.InfiniteTimeSpan"/> for a single tick.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Ticks start whatever else the activation is running; otherwise they wait like a call. Default false.</summary>
    public bool Interleave { get; init; }

    /// <summary>Ticks count as work that puts off collection. Default false.</summary>
    public bool KeepAlive { get; init; }
}
