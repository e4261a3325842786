namespace Pipeline.Grains.Cluster;

/// <summary>What several silos have said.</summary>
/// <typeparam name="T">What each says several of.</typeparam>
/// <param name="Items">All of it.</param>
/// <param name="IsComplete">
/// Whether nothing can be missing: every silo has answered, and has brought back what it looks after since the cluster has changed last.
/// </param>
public readonly record struct Gathered<T>(IReadOnlyList<T> Items, bool IsComplete);
