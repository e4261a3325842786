namespace Pipeline.Actors.Tests.Conformance.Grains;

public sealed class FragileGrain : Grain, IFragileGrain
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Probe probe = Probe.Of(this.GetPrimaryKeyString());
        probe.Note("activate");
        await probe.PassAsync("begin");
        if (!probe.PassAsync("healed").IsCompleted)
            throw new InvalidDataException("The grain could not begin.");
    }

    public Task<int> GetAsync() => Task.FromResult(1);
}
