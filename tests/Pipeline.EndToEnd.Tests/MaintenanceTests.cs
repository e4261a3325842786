using System.Text;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests;

/// <summary><c>verify</c> and <c>backup</c> beside a running silo, and what a start says about a data folder it cannot have.</summary>
public sealed class MaintenanceTests(SiloFixture fixture) : IClassFixture<SiloFixture>, IDisposable
{
    private readonly SiloProcess _silo = fixture.Silo;
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Backup_WhileTheSiloRuns_IsADataFolderWithTheSameAnswers()
    {
        using StringContent events = new(Traffic.Ndjson(500, seed: 3), Encoding.UTF8, "application/x-ndjson");
        using HttpResponseMessage response = await _silo.Http.PostAsync(new Uri("/v1/events", UriKind.Relative), events);
        response.EnsureSuccessStatusCode();
        string destination = _directory.File("copy");

        (int exitCode, string output) = await RunAsync("backup", destination, "--data", fixture.DataDirectory);

        Assert.True(exitCode == 0, output);
        Assert.Contains("sound", output, StringComparison.Ordinal);
        await using SiloProcess restored = await SiloProcess.StartAsync(destination);
        Assert.Equal(await _silo.GetComparableAsync("/cart"), await restored.GetComparableAsync("/cart"));
    }

    [Fact]
    public async Task Verify_WhileTheSiloRuns_FindsItSound()
    {
        (int exitCode, string output) = await RunAsync("verify", "--data", fixture.DataDirectory);
        Assert.True(exitCode == 0, output);
        Assert.Contains("sound", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_FolderWithoutALog_SaysSo()
    {
        (int exitCode, string output) = await RunAsync("verify", "--data", _directory.File("nothing"));
        Assert.Equal(1, exitCode);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_FolderOfARunningSilo_NamesItAndEnds()
    {
        (int exitCode, string output) = await RunAsync("up", "--port", "0", "--data", fixture.DataDirectory);
        Assert.Equal(1, exitCode);
        Assert.Contains(fixture.DataDirectory, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_WrongPort_SaysWhatItTakes()
    {
        (int exitCode, string output) = await RunAsync("up", "--port", "70000", "--data", _directory.File("data"));
        Assert.Equal(1, exitCode);
        Assert.Contains("70000", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("backup", "copy")]
    public async Task Maintain_EventsAreInRedisAndNoFolderIsNamed_SaysWhatToDoInstead(params string[] arguments)
    {
        (int exitCode, string output) = await RunWithAsync(("Pipeline__Redis__Configuration", "127.0.0.1:1,password=hush"), arguments);
        Assert.Equal(1, exitCode);
        Assert.Contains("keeps its events in Redis (Pipeline:Redis:Configuration), not in a folder.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_FolderIsNamedThoughEventsAreInRedis_VerifiesIt()
    {
        (int exitCode, string output) = await RunWithAsync(("Pipeline__Redis__Configuration", "127.0.0.1:1"), "verify", "--data", fixture.DataDirectory);
        Assert.True(exitCode == 0, output);
    }

    [Theory]
    [InlineData("Pipeline__Address", "0.0.0.0", "Pipeline:Address is 0.0.0.0: only loopback addresses are allowed")]
    [InlineData("Pipeline__Cluster__ClusterId", "two words", "Pipeline:Cluster:ClusterId is 'two words': it takes 1 to 64")]
    [InlineData("Pipeline__Cluster__SiloPort", "70000", "Pipeline:Cluster:SiloPort is 70000: it takes 0 to 65535.")]
    [InlineData("Pipeline__Cluster__AdvertisedAddress", "silo-1", "Pipeline:Cluster:AdvertisedAddress is 'silo-1': it takes the IP address")]
    [InlineData("Pipeline__Cluster__AdvertisedAddress", "10.0.0.1", "Pipeline:Cluster:AdvertisedAddress is 10.0.0.1: only loopback addresses are allowed")]
    public async Task Up_WrongSetting_SaysWhatItTakesInOneLine(string setting, string value, string expected)
    {
        (int exitCode, string output) = await RunWithAsync((setting, value), "up", "--port", "0", "--data", _directory.File("data"));
        Assert.Equal(1, exitCode);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    private static Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) => RunWithAsync(null, arguments);

    private static async Task<(int ExitCode, string Output)> RunWithAsync((string Name, string Value)? setting, params string[] arguments)
    {
        Dictionary<string, string> environment = [];
        if (setting is { } set)
            environment[set.Name] = set.Value;
        await using ToolProcess tool = ToolProcess.Start("Pipeline.Silo", arguments, environment);
        return (await tool.WaitForExitAsync(), tool.Output);
    }
}
