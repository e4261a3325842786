using Pipeline.EventLog;
using Pipeline.Grains.Cluster;

namespace Pipeline.Grains.Tests.Cluster;

/// <summary>Who looks after which stream.</summary>
public sealed class SiloMembersTests
{
    private static readonly StreamName[] s_streams = [.. Enumerable.Range(0, 1_000).Select(static number => new StreamName($"endpoint/{number}"))];

    [Fact]
    public void IsOwn_SilosThatKnowTheSame_ShareAllStreamsWithoutOverlap()
    {
        SiloMembers[] silos = [Of("a"), Of("b"), Of("c")];
        Assert.All(s_streams, stream => Assert.Single(silos, silo => silo.IsOwn(stream)));
        Assert.All(silos, silo => Assert.InRange(s_streams.Count(silo.IsOwn), 200, 500));
        Assert.Single(silos, static silo => silo.IsOldest);
        Assert.Single(silos.Select(static silo => silo.Key).Distinct());
    }

    [Fact]
    public void IsOwn_SiloThatTakesNoWork_HasNoShare()
    {
        SiloMembers leaving = Of("d");
        Assert.False(leaving.IsActive);
        Assert.DoesNotContain(s_streams, leaving.IsOwn);
    }

    [Fact]
    public void Key_ASiloIsAboutToLeave_Differs() =>
        Assert.NotEqual(Of("a").Key, new SiloMembers(["a", "b", "c"], ["d"], "a", "b").Key);

    private static SiloMembers Of(string own) => new(["a", "b", "c"], [], own, "b");
}
