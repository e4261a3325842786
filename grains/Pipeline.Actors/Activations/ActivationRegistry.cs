namespace Pipeline.Actors.Activations;

/// <summary>All activations that live, whether or not the directory still knows them.</summary>
/// <remarks>
/// Thread-safe. Its order depends on nothing but the order of additions and removals, so that simulations repeat exactly.
/// </remarks>
internal sealed class ActivationRegistry
{
    private readonly Lock _gate = new();
    private readonly List<Activation> _activations = [];

    public int Count
    {
        get
        {
            lock (_gate)
                return _activations.Count;
        }
    }

    public void Add(Activation activation)
    {
        lock (_gate)
        {
            activation.RegistryIndex = _activations.Count;
            _activations.Add(activation);
        }
    }

    public void Remove(Activation activation)
    {
        lock (_gate)
        {
            if (activation.RegistryIndex < 0)
                return;
            Activation last = _activations[^1];
            _activations[activation.RegistryIndex] = last;
            last.RegistryIndex = activation.RegistryIndex;
            _activations.RemoveAt(_activations.Count - 1);
            activation.RegistryIndex = -1;
        }
    }

    public Activation[] Snapshot()
    {
        lock (_gate)
            return [.. _activations];
    }
}
