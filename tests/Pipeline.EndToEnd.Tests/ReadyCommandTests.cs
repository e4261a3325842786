namespace Pipeline.EndToEnd.Tests;

/// <summary><c>ready</c>, the health check of images that have nothing else to ask with.</summary>
public sealed class ReadyCommandTests(SiloFixture fixture) : IClassFixture<SiloFixture>
{
    [Fact]
    public async Task Ready_SiloThatIsReady_SaysSo()
    {
        (int exitCode, string output) = await RunAsync(fixture.Silo.Url);
        Assert.True(exitCode == 0, output);
        Assert.Equal("ready", output.Trim());
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", "does not answer")]
    [InlineData("127.0.0.1:7847", "it takes an http or https URL")]
    public async Task Ready_NobodyThere_FailsAndSaysWhy(string address, string reason)
    {
        (int exitCode, string output) = await RunAsync(address);
        Assert.Equal(1, exitCode);
        Assert.Contains(reason, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string address)
    {
        await using ToolProcess tool = ToolProcess.Start("Pipeline.Silo", "ready", "--to", address);
        return (await tool.WaitForExitAsync(), tool.Output);
    }
}
