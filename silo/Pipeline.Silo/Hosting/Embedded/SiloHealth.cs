using Pipeline.Grains.Cluster;

namespace Pipeline.Silo.Hosting;

/// <summary>Whether it is of use to leave this process running.</summary>
internal sealed class SiloHealth(ISiloMembers members)
{
    /// <summary>Why it is not; null while it is, which of one process alone is always.</summary>
    public string? FindFault() => members.Current.IsActive ? null : "This silo is not a member of its cluster.";
}
