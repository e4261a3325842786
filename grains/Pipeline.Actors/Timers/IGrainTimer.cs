namespace Pipeline.Actors;

/// <summary>A timer of one activation. Disposing it stops it; it is disposed with the activation.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Restarts the timer. Within its own callback the change takes effect when the callback has ended.</summary>
    /// <param name="dueTime">Until the next tick; <see cref="Timeout.InfiniteTimeSpan"/> stops the timer.</param>
    /// <param name="period">From the end of a tick to the next; <see cref="Timeout.InfiniteTimeSpan"/> for a single tick.</param>
    void Change(TimeSpan dueTime, TimeSpan period);
}
