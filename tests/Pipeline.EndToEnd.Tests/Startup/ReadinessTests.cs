using Pipeline.Silo.Startup;

namespace Pipeline.EndToEnd.Tests.Startup;

/// <summary>When a silo says that it takes requests.</summary>
public sealed class ReadinessTests
{
    [Fact]
    public void Stop_BeforeStreamsAreBack_StaysNotReady()
    {
        Readiness readiness = new();
        readiness.Stop();
        readiness.Set(true);
        Assert.False(readiness.IsReady);
    }

    [Fact]
    public void Stop_WhenReady_IsNotReady()
    {
        Readiness readiness = new();
        readiness.Set(true);
        Assert.True(readiness.IsReady);
        readiness.Stop();
        Assert.False(readiness.IsReady);
    }
}
