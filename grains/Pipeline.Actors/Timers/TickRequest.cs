using Pipeline.Actors.Calls;

namespace Pipeline.Actors.Timers;

/// <summary>One tick of a timer, queued and admitted like a call. Used again for each tick.</summary>
internal sealed class TickRequest(GrainTimer timer, GrainTimerCreationOptions options) : Request
{
    public override Interleaving Interleaving { get; } = options.Interleave ? Interleaving.Always : Interleaving.None;

    public override bool KeepsAlive { get; } = options.KeepAlive;

    public override bool IsTick => true;

    public override bool IsAnswered => false;

    public override Task Invoke(object grain) => timer.TickAsync();

    public override void Complete(Task outcome) =>
        timer.OnTickEnded(outcome.IsCompletedSuccessfully ? null : outcome.Exception?.InnerException ?? new TaskCanceledException(outcome));

    /// <summary>The activation ended before the tick began.</summary>
    public override void Fail(Exception exception)
    {
    }
}
