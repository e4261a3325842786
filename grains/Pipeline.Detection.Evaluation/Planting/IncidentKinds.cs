namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>The kinds there are, in the order of the table.</summary>
internal static class IncidentKinds
{
    public static readonly IReadOnlyList<IncidentKind> All =
    [
        new CallCountExplosion(),
        new RareCallCountExplosion(),
        new QueriesPerItem(),
        new CacheMissStorm(),
        new DependencySlowdown(),
        new MemoryStorm(),
        new LockContention(),
        new DependencyErrors(),
        new CallErrors(),
        new Silence(),
        new SlowLeak(),
        new LevelShift(),
        new SparseEndpoint(),
        new TrafficSurge(),
        new DailySeason(),
    ];

    /// <summary>The kind of that name; null if there is none.</summary>
    public static IncidentKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
