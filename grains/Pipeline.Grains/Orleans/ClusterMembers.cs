using System.Collections.Immutable;
using Pipeline.Grains.Cluster;

namespace Pipeline.Grains.Orleans;

/// <summary>The members of the cluster as Orleans knows them.</summary>
/// <remarks>Thread-safe. Silos are told apart by address and time of start, so one that comes back at the same address is another one.</remarks>
internal sealed class ClusterMembers(IClusterMembershipService membership, ILocalSiloDetails own) : ISiloMembers
{
    private volatile View _view = new(null, new SiloMembers([], [], own.SiloAddress.ToParsableString(), null), []);

    /// <inheritdoc/>
    public SiloMembers Current => CurrentView.Members;

    /// <summary>The other silos that take work.</summary>
    public ImmutableArray<SiloAddress> Others => CurrentView.Others;

    /// <summary>The silo that is a member for the longest; null if none is active.</summary>
    public SiloAddress? Oldest => OldestOf(ActiveOf(membership.CurrentSnapshot));

    private View CurrentView
    {
        get
        {
            ClusterMembershipSnapshot snapshot = membership.CurrentSnapshot;
            View view = _view;
            if (view.Snapshot == snapshot)
                return view;
            SiloMembers members = Read(snapshot);
            // A silo that says again that it lives makes another snapshot, but nothing has changed.
            view = new View(
                snapshot,
                members.Key == view.Members.Key ? view.Members : members,
                [.. ActiveOf(snapshot).Where(silo => !silo.Equals(own.SiloAddress))]);
            _view = view;
            return view;
        }
    }

    /// <inheritdoc/>
    public async Task<SiloMembers> WaitForChangeAsync(SiloMembers known, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(known);
        if (Current.Key != known.Key)
            return Current;
        await foreach (ClusterMembershipSnapshot snapshot in membership.MembershipUpdates.WithCancellation(cancellationToken))
        {
            if (Read(snapshot) is { } members && members.Key != known.Key)
                return members;
        }

        // Updates end when the silo stops.
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return Current;
    }

    private SiloMembers Read(ClusterMembershipSnapshot snapshot)
    {
        ImmutableArray<SiloAddress> active = ActiveOf(snapshot);
        ImmutableArray<SiloAddress> leaving = Of(snapshot, static status => status is SiloStatus.ShuttingDown or SiloStatus.Stopping);
        return new SiloMembers(
            [.. active.Select(static silo => silo.ToParsableString())],
            [.. leaving.Select(static silo => silo.ToParsableString())],
            own.SiloAddress.ToParsableString(),
            OldestOf(active)?.ToParsableString());
    }

    private static ImmutableArray<SiloAddress> ActiveOf(ClusterMembershipSnapshot snapshot) => Of(snapshot, static status => status == SiloStatus.Active);

    private static ImmutableArray<SiloAddress> Of(ClusterMembershipSnapshot snapshot, Func<SiloStatus, bool> isMeant) =>
        [.. snapshot.Members.Values.Where(member => isMeant(member.Status)).Select(static member => member.SiloAddress).Order()];

    private static SiloAddress? OldestOf(ImmutableArray<SiloAddress> active) => active.OrderBy(static silo => silo.Generation).ThenBy(static silo => silo).FirstOrDefault();

    private sealed record View(ClusterMembershipSnapshot? Snapshot, SiloMembers Members, ImmutableArray<SiloAddress> Others);
}
