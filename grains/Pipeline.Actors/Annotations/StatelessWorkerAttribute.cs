namespace Pipeline.Actors;

/// <summary>
/// On a grain class without state of its own: one identity may have several activations, made as calls find the others busy.
/// </summary>
public sealed class StatelessWorkerAttribute : PlacementAttribute
{
    /// <summary>At most one activation per processor.</summary>
    public StatelessWorkerAttribute()
    {
    }

    /// <summary>At most <paramref name="maxLocalWorkers"/> activations of one identity.</summary>
    /// <param name="maxLocalWorkers">1 or more.</param>
    public StatelessWorkerAttribute(int maxLocalWorkers) => MaxLocalWorkers = maxLocalWorkers;

    /// <summary>0 stands for the host's default.</summary>
    internal int MaxLocalWorkers { get; }
}
