using Pipeline.Grains.Cluster;

namespace Pipeline.Grains.Tests.Cluster;

/// <summary>What a silo knows of the others.</summary>
public sealed class SiloMembersTests
{
    [Fact]
    public void IsSettled_WhileOneLeaves_IsFalse()
    {
        SiloMembers leaving = new(["one"], ["two"], "one", "one");
        SiloMembers gone = new(["one"], [], "one", "one");
        Assert.Equal((false, true), (leaving.IsSettled, gone.IsSettled));
        Assert.NotEqual(gone.Key, leaving.Key);
    }
}
