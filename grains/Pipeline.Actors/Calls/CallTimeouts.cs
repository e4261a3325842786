using Pipeline.Actors.Activations;
using Pipeline.Actors.Hosting;

namespace Pipeline.Actors.Calls;

/// <summary>Answers calls past their deadline with a <see cref="TimeoutException"/>, late by at most one period.</summary>
/// <remarks>
/// A call registers nothing: activations hold their requests anyway, and one timer looks through them while any are left. That costs a
/// call one read of a field, and a host without calls nothing.
/// </remarks>
internal sealed class CallTimeouts : ITurn, IDisposable
{
    private readonly ActorHost _host;
    private readonly ITimer _timer;
    private readonly TimeSpan _period;
    private readonly List<Request> _expired = [];
    private int _armed;

    public CallTimeouts(ActorHost host)
    {
        _host = host;
        _period = host.Options.ResponseTimeout < TimeSpan.FromSeconds(1) ? host.Options.ResponseTimeout : TimeSpan.FromSeconds(1);
        using FlowSuppression none = FlowSuppression.Begin();
        _timer = host.TimeProvider.CreateTimer(
            static self => ((CallTimeouts)self!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Called after a request was queued.</summary>
    public void Arm()
    {
        if (Volatile.Read(ref _armed) == 0 && Interlocked.Exchange(ref _armed, 1) == 0)
            _timer.Change(_period, Timeout.InfiniteTimeSpan);
    }

    public void Run()
    {
        // Disarmed before looking: a request queued behind the look's back arms again itself.
        Interlocked.Exchange(ref _armed, 0);
        long nowMs = _host.Clock.NowMs;
        bool left = false;
        foreach (Activation activation in _host.Activations.Snapshot())
            left |= activation.CollectExpired(nowMs, _expired);
        foreach (Request request in _expired)
        {
            request.Fail(new TimeoutException(
                $"Response did not arrive on time for {request} to {request.Target}; whether the call took effect is unknown."));
        }

        _expired.Clear();
        if (left)
            Arm();
    }

    public void Dispose() => _timer.Dispose();

    private void OnDue() => _host.Maintenance.Post(this);
}
