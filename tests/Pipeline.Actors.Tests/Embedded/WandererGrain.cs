namespace Pipeline.Actors.Tests.Embedded;

public sealed class WandererGrain(WandererJournal journal) : Grain, IWandererGrain
{
    private int _visits;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Note("activate");
        await Task.Yield();
        this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)));
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Note($"deactivate {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public async Task<int> WanderAsync(int hops, int seed)
    {
        Note($"wander {hops}");
        _visits++;
        if (hops == 0)
            return _visits;
        int width = 1 + (seed & 1);
        int[] visited = await Task.WhenAll(Enumerable.Range(0, width).Select(branch =>
            Next(hops, seed + branch).WanderAsync(hops - 1, (seed * 31) + branch)));
        await Task.WhenAny(Next(hops, seed).PeekAsync(), Next(hops, seed + 1).ReadAsync());
        Note($"back {hops}");
        if (seed % 7 == 0)
            DeactivateOnIdle();
        return visited.Sum();
    }

    public Task<int> PeekAsync()
    {
        Note("peek");
        return Task.FromResult(_visits);
    }

    public async Task<int> ReadAsync()
    {
        Note("read");
        await Task.Yield();
        return _visits;
    }

    public Task RestAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    // Deeper grains have smaller numbers, so that visits never run in a circle.
    private IWandererGrain Next(int hops, int seed) => GrainFactory.GetGrain<IWandererGrain>($"{hops - 1}.{(uint)seed % 3}");

    private Task TickAsync(CancellationToken cancellationToken)
    {
        Note("tick");
        return Task.CompletedTask;
    }

    private void Note(string what) => journal.Add($"{this.GetPrimaryKeyString()} {what}");
}
