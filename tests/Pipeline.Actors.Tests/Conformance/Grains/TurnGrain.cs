namespace Pipeline.Actors.Tests.Conformance.Grains;

public sealed class TurnGrain : Grain, ITurnGrain
{
    private int _count;
    private int _running;
    private int _mostRunning;

    public async Task RaiseAsync(int times)
    {
        for (int round = 0; round < times; round++)
        {
            int seen = _count;
            Thread.SpinWait(50);
            _count = seen + 1;
            await Task.Yield();
        }
    }

    public async Task<int> OverlapAsync()
    {
        _mostRunning = Math.Max(_mostRunning, ++_running);
        await Task.Yield();
        await Task.Yield();
        _running--;
        return _mostRunning;
    }

    public Task<int> GetCountAsync() => Task.FromResult(_count);

    public async Task<bool> KeepsSchedulerAsync()
    {
        TaskScheduler before = TaskScheduler.Current;
        await Task.Yield();
        bool afterYield = ReferenceEquals(before, TaskScheduler.Current);
        await GrainFactory.GetGrain<ITurnGrain>(this.GetPrimaryKeyString() + "-other").GetCountAsync();
        bool afterCall = ReferenceEquals(before, TaskScheduler.Current);
        await Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default);
        bool afterPool = ReferenceEquals(before, TaskScheduler.Current);
        return before != TaskScheduler.Default && afterYield && afterCall && afterPool;
    }
}
