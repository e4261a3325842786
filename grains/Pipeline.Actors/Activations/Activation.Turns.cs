using Pipeline.Actors.Calls;

namespace Pipeline.Actors.Activations;

/// <summary>What one turn does: begin, end, or one request up to its first await that does not complete at once.</summary>
internal sealed partial class Activation
{
    private static readonly Action<Task, object?> s_complete = static (outcome, state) =>
    {
        Request request = (Request)state!;
        request.Target!.Complete(request, outcome);
    };

    private bool _turnPosted;

    /// <summary>One turn: begins or ends the activation, or starts one request.</summary>
    public void Run()
    {
        Request? request = null;
        Func<Task>? lifecycle = null;
        bool again;
        lock (_gate)
        {
            _turnPosted = false;
            if (_state is ActivationState.Valid)
                request = TakeAdmissible();
            else
                lifecycle = TakeLifecycleStep();
            again = MustPost();
        }

        if (again)
            Scheduler.Post(this);
        if (request is not null)
            Execute(request);
        else
            _ = lifecycle?.Invoke();
    }

    private void Execute(Request request)
    {
        if (request.IsAnswered)
        {
            Finish(request);
            return;
        }

        RequestContext.Current = request.Context;
        Task outcome;
        try
        {
            outcome = request.Invoke(_grain!);
        }
        catch (Exception exception)
        {
            outcome = Task.FromException(exception);
        }

        if (outcome.IsCompleted)
            Complete(request, outcome);
        else
            outcome.ContinueWith(s_complete, request, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, Scheduler);
    }

    /// <summary>Makes room before it answers, so that a caller who reacts at once finds this activation free.</summary>
    private void Complete(Request request, Task outcome)
    {
        Finish(request);
        if (outcome.IsFaulted && request is CallRequest { Method.IsOneWay: true } call)
            LogOneWayFailed(Logger, outcome.Exception!.InnerException!, call.Method.Name, GrainId);
        request.Complete(outcome);
    }

    private void Finish(Request request)
    {
        bool post;
        TaskCompletionSource? quiet = null;
        lock (_gate)
        {
            if (!ReferenceEquals(request.Queue, _running))
                return;
            _running.Remove(request);
            CountRunning(request, -1);
            if (request.KeepsAlive)
                _lastActiveMs = Host.Clock.NowMs;
            quiet = TakeQuiet();
            post = MustPost();
        }

        if (post)
            Scheduler.Post(this);
        quiet?.TrySetResult();
    }

    /// <summary>Whether a turn has something to do and none is posted yet; the caller then posts it.</summary>
    private bool MustPost()
    {
        if (_turnPosted)
            return false;
        return _turnPosted = _state is ActivationState.Valid ? FindAdmissible() is not null : HasLifecycleStep;
    }

    private Request? TakeAdmissible()
    {
        if (FindAdmissible() is not { } request)
            return null;
        RemoveWaiting(request);
        _running.Add(request);
        CountRunning(request, 1);
        return request;
    }
}
