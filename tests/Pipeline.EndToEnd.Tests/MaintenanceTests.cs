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

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        await using ToolProcess tool = ToolProcess.Start("Pipeline.Silo", arguments);
        return (await tool.WaitForExitAsync(), tool.Output);
    }
}
