namespace Pipeline.Grains.Cluster;

/// <summary>Who belongs to the cluster, as this silo knows it.</summary>
public interface ISiloMembers
{
    /// <summary>What is known now; the same object until something has changed.</summary>
    SiloMembers Current { get; }

    /// <summary>Waits until something has changed since <paramref name="known"/>, and gives what is known then.</summary>
    Task<SiloMembers> WaitForChangeAsync(SiloMembers known, CancellationToken cancellationToken);
}
