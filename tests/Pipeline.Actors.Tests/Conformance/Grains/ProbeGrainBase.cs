namespace Pipeline.Actors.Tests.Conformance.Grains;

/// <summary>What all probe grains do; the classes below it differ in their attributes.</summary>
public abstract class ProbeGrainBase : Grain, IProbeGrain
{
    private readonly Guid _instance = Guid.NewGuid();

    protected Probe Probe => Probe.Of(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Probe.Note("activate:start");
        await Task.Yield();
        Probe.Note("activate:end");
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Probe.Note($"deactivate:start {reason.ReasonCode}");
        await Task.Yield();
        Probe.Note("deactivate:end");
    }

    public Task RunAsync(string name) => PassAsync(name);

    public Task ReadAsync(string name) => PassAsync(name);

    public Task InterleaveAsync(string name) => PassAsync(name);

    public Task RunBrieflyAsync(string name) => PassAsync(name);

    public async Task NotifyAsync(string name)
    {
        await PassAsync(name);
        throw new InvalidOperationException("Nobody hears of this.");
    }

    public async Task RunUntilCancelledAsync(CancellationToken cancellationToken)
    {
        Probe.Note("cancellable:start");
        TaskCompletionSource cancelled = new();
        TaskScheduler scheduler = TaskScheduler.Current;
        using CancellationTokenRegistration registration = cancellationToken.Register(cancelled.SetResult);
        await cancelled.Task;
        Probe.Note(scheduler == TaskScheduler.Current ? "cancellable:cancelled" : "cancellable:elsewhere");
    }

    public Task<Guid> GetInstanceAsync() => Task.FromResult(_instance);

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task KeepAsync(TimeSpan timeSpan)
    {
        DelayDeactivation(timeSpan);
        return Task.CompletedTask;
    }

    public Task CallAsync(string otherKey, string name) => GrainFactory.GetGrain<IProbeGrain>(otherKey).RunAsync(name);

    public async Task CallInCircleAsync(string otherKey, string name, bool allow)
    {
        Probe.Note("circle:start");
        IProbeGrain other = GrainFactory.GetGrain<IProbeGrain>(otherKey);
        if (allow)
        {
            using RequestContext.ReentrancySection section = RequestContext.AllowCallChainReentrancy();
            await other.CallBackAsync(this.GetPrimaryKeyString(), name);
        }
        else
        {
            await other.CallBackAsync(this.GetPrimaryKeyString(), name);
        }

        Probe.Note("circle:end");
    }

    public Task CallBackAsync(string firstKey, string name) => GrainFactory.GetGrain<IProbeGrain>(firstKey).RunAsync(name);

    public Task FailAsync(string message, bool afterAwait) =>
        afterAwait ? FailLaterAsync(message) : throw new InvalidDataException(message);

    public async ValueTask<int> AddAsync(int first, int second)
    {
        await Task.Yield();
        return first + second;
    }

    public ValueTask TouchAsync() => ValueTask.CompletedTask;

    public Task<string?> GetContextValueAsync(string key) => Task.FromResult((string?)RequestContext.Get(key));

    public Task<string> GetOwnKeyThroughReferenceAsync() => Task.FromResult(this.AsReference<IProbeGrain>().GetPrimaryKeyString());

    private static async Task FailLaterAsync(string message)
    {
        await Task.Yield();
        throw new InvalidDataException(message);
    }

    private async Task PassAsync(string name)
    {
        Probe.Note($"{name}:start");
        await Probe.PassAsync(name);
        Probe.Note($"{name}:end");
    }
}
