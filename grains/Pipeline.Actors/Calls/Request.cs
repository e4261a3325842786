using Pipeline.Actors.Activations;

namespace Pipeline.Actors.Calls;

/// <summary>Something an activation is asked to do: a call or a timer tick. Answered once; later answers are ignored.</summary>
internal abstract class Request
{
    /// <summary>Links and owner are those of the one queue that holds the request; see <see cref="RequestQueue"/>.</summary>
    public Request? Next { get; set; }

    public Request? Previous { get; set; }

    public RequestQueue? Queue { get; set; }

    /// <summary>The activation it was last given to.</summary>
    public Activation? Target { get; set; }

    /// <summary>Place in the order of arrival at <see cref="Target"/>.</summary>
    public long Arrival { get; set; }

    /// <summary>When the caller gives up, in milliseconds of <see cref="Hosting.HostClock"/>.</summary>
    public long DeadlineMs { get; init; } = long.MaxValue;

    /// <summary>The caller's <see cref="RequestContext"/>.</summary>
    public Dictionary<string, object>? Context { get; init; }

    public abstract Interleaving Interleaving { get; }

    /// <summary>Whether it counts as work that puts off collection.</summary>
    public abstract bool KeepsAlive { get; }

    /// <summary>A tick concerns one activation only: it is not counted, not refused and never handed on to the next one.</summary>
    public abstract bool IsTick { get; }

    /// <summary>Nobody waits for the outcome any more.</summary>
    public abstract bool IsAnswered { get; }

    /// <summary>Runs grain code up to its first await that does not complete at once.</summary>
    public abstract Task Invoke(object grain);

    /// <summary>Answers with the outcome of a completed task that <see cref="Invoke"/> returned.</summary>
    public abstract void Complete(Task outcome);

    public abstract void Fail(Exception exception);
}
