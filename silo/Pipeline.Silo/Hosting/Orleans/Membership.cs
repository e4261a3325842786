using Orleans.Configuration;

namespace Pipeline.Silo.Hosting;

/// <summary>How fast silos find out about each other. See docs/cluster.md.</summary>
/// <remarks>
/// A silo that answers nothing for three probes of 3 s is suspected, and dead with a second vote, or that of the majority in a small cluster: after
/// 10 s or so its streams are brought back elsewhere. Shorter would take a long garbage collection or a busy machine for death.
/// </remarks>
internal static class Membership
{
    private static readonly TimeSpan s_probe = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_refresh = TimeSpan.FromSeconds(5);

    public static void Configure(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = s_probe;
        options.MinProbeTimeout = s_probe;
        // Also the measure of how lately a connection must have been heard from to count against votes: by default a paused silo lives for a minute.
        options.MaxProbeTimeout = s_probe;
        options.NumMissedProbesLimit = 3;
        options.NumVotesForDeathDeclaration = 2;
        // A silo that was paused asks the table when it resumes, and learns that it is dead.
        options.TableRefreshTimeout = s_refresh;
        // When all silos were killed at once, nobody is there to vote: whoever starts then passes over entries that are this stale.
        options.IAmAliveTablePublishTimeout = s_refresh;
        options.NumMissedTableIAmAliveLimit = 3;
        options.MaxJoinAttemptTime = TimeSpan.FromMinutes(2);
    }
}
