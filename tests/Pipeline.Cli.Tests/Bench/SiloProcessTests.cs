using Pipeline.Cli.Bench;

namespace Pipeline.Cli.Tests.Bench;

public sealed class SiloProcessTests
{
    [Fact]
    public async Task StopAsync_ExitCodeZero_Returns()
    {
        using HttpClient http = new();
        await using SiloProcess silo = await StartAsync(http, exitCode: 0);
        await silo.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task StopAsync_AnotherExitCode_ThrowsAndNamesIt()
    {
        if (OperatingSystem.IsWindows())
            return;
        using HttpClient http = new();
        await using SiloProcess silo = await StartAsync(http, exitCode: 7);
        BenchException exception = await Assert.ThrowsAsync<BenchException>(() => silo.StopAsync(CancellationToken.None));
        Assert.Contains("exit code 7", exception.Message, StringComparison.Ordinal);
    }

    private static Task<SiloProcess> StartAsync(HttpClient http, int exitCode) =>
        SiloProcess.StartAsync(typeof(Program).Assembly.Location, $"data/{exitCode}", http, CancellationToken.None);
}
