using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests.Embedded;

/// <summary>The Embedded edition is one process: it does not begin as if it shared a Redis.</summary>
public sealed class RedisRefusedTests
{
    [Fact]
    public async Task Up_RedisIsConfigured_IsRefusedWithTheReason()
    {
        using TemporaryDirectory directory = new();
        await using ToolProcess silo = ToolProcess.Start(
            "Pipeline.Silo",
            ["up", "--port", "0", "--data", directory.Path],
            new Dictionary<string, string> { ["Pipeline__Redis__Configuration"] = "127.0.0.1:1,password=hush" });

        Assert.Equal(1, await silo.WaitForExitAsync());
        Assert.Contains("Pipeline:Redis:Configuration is set, but this is the Embedded edition", silo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", silo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", silo.Output, StringComparison.Ordinal);
    }
}
