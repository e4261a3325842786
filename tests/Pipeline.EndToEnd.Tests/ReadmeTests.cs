using System.Text.RegularExpressions;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests;

/// <summary>Runs what README.md and the silo's welcome tell a newcomer to type.</summary>
/// <remarks><c>./pipeline test</c> is not run here, because this test is part of it.</remarks>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Readme_Commands_DoWhatTheySay()
    {
        string readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        string[] commands = [.. ShellBlocks().Matches(readme).SelectMany(block => block.Groups[1].Value.Split('\n')).Select(WithoutComment).Where(line => line.Length > 0)];
        Assert.Equal(["./pipeline up", "./pipeline test"], commands[..2]);
        string log = _directory.File("access.log");
        await File.WriteAllTextAsync(log, "10.0.0.1 - - [17/May/2015:10:05:03 +0000] \"GET /cart HTTP/1.1\" 200 512 \"-\" \"curl\"\n");

        await using ToolProcess up = Shell(commands[0]);
        string said = await up.WaitForLineAsync(line => line.Contains("Pipeline is up", StringComparison.Ordinal), "the silo to be up");
        string url = Address().Match(said).Value;
        await up.WaitForLineAsync(line => line.Contains("Stop with Ctrl-C", StringComparison.Ordinal), "the end of the welcome");

        // The rest of the block, against this silo and this file.
        foreach (string command in commands[2..])
        {
            string output = await RunAsync(command
                .Replace("./pipeline send access.log", $"./pipeline send {log} --to {url}", StringComparison.Ordinal)
                .Replace("http://127.0.0.1:7847", url, StringComparison.Ordinal));
            Assert.Contains(command.Contains("send", StringComparison.Ordinal) ? "1 accepted" : "GET /cart", output, StringComparison.Ordinal);
        }

        // And the event that the welcome itself shows.
        string curl = CurlOfWelcome().Match(up.Output).Value;
        Assert.Contains("\"accepted\":1", await RunAsync(curl), StringComparison.Ordinal);
        Assert.Contains("847", await RunAsync($"curl -s '{url}/api/v1/endpoints?name=/recommend&window=all'"), StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(string command)
    {
        await using ToolProcess process = Shell(command);
        int exitCode = await process.WaitForExitAsync();
        Assert.True(exitCode == 0, $"{command}\n{process.Output}");
        return process.Output;
    }

    /// <summary>In the repository's folder, on a free port and with data of its own; otherwise as typed.</summary>
    private ToolProcess Shell(string command) => ToolProcess.StartProgram("sh", ["-c", "exec " + command], new Dictionary<string, string>
    {
        ["PIPELINE_EDITION"] = AppContext.BaseDirectory.Contains("/Orleans/", StringComparison.Ordinal) ? "Orleans" : "Embedded",
        ["Pipeline__Port"] = "0",
        ["Pipeline__DataDirectory"] = _directory.File("data"),
    }, Repository.Root);

    private static string WithoutComment(string line) => line.Split("    #")[0].Trim();

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlocks();

    [GeneratedRegex(@"http://[0-9.]+:[0-9]+")]
    private static partial Regex Address();

    [GeneratedRegex(@"curl -H [^\n]*\\\n[^\n]*")]
    private static partial Regex CurlOfWelcome();
}
