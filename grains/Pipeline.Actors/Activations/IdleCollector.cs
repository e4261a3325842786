using Pipeline.Actors.Hosting;

namespace Pipeline.Actors.Activations;

/// <summary>Deactivates what was idle for its collection age, looking once per quantum.</summary>
internal sealed class IdleCollector : ITurn, IDisposable
{
    private readonly ActorHost _host;
    private readonly ITimer _timer;

    public IdleCollector(ActorHost host)
    {
        _host = host;
        TimeSpan quantum = host.Options.CollectionQuantum;
        using FlowSuppression none = FlowSuppression.Begin();
        _timer = host.TimeProvider.CreateTimer(static self => ((IdleCollector)self!).OnDue(), this, quantum, quantum);
    }

    public void Run()
    {
        long nowMs = _host.Clock.NowMs;
        foreach (Activation activation in _host.Activations.Snapshot())
        {
            if (activation.IsCollectable(nowMs))
                activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ActivationIdle, "Idle for the collection age."));
        }
    }

    public void Dispose() => _timer.Dispose();

    private void OnDue() => _host.Maintenance.Post(this);
}
