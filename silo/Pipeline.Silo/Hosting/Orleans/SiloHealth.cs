namespace Pipeline.Silo.Hosting;

/// <summary>Whether it is of use to leave this process running; where not, who supervises it may start it anew.</summary>
/// <remarks>
/// Thread-safe. Asked of Orleans: whether the cluster has declared this silo dead, and whether its own parts find that their timers do not
/// fire in time any more. That Redis is away is no reason: another process would not find it either.
/// </remarks>
internal sealed class SiloHealth(IClusterMembershipService membership, ILocalSiloDetails own, IEnumerable<IHealthCheckParticipant> participants, TimeProvider clock)
{
    private long _lastUnixMs;

    /// <summary>Why it is not; null while it is.</summary>
    public string? FindFault()
    {
        if (membership.CurrentSnapshot.GetSiloStatus(own.SiloAddress) == SiloStatus.Dead)
            return "The cluster has declared this silo dead.";
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        long last = Interlocked.Exchange(ref _lastUnixMs, now);
        DateTime lastTime = DateTimeOffset.FromUnixTimeMilliseconds(last == 0 ? now : last).UtcDateTime;
        foreach (IHealthCheckParticipant participant in participants)
        {
            if (!participant.CheckHealth(lastTime, out string? reason))
                return reason;
        }

        return null;
    }
}
