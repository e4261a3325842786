namespace Pipeline.EndToEnd.Tests.Python;

/// <summary>Runs programs of <c>client-sdk/python</c> with the <c>python3</c> on the PATH.</summary>
internal static class PythonProgram
{
    private static string Folder => Path.Combine(Repository.Root, "client-sdk", "python");

    /// <summary>Runs <c>python3 -B ARGUMENTS</c> in the client's folder and returns what it printed; fails when it fails.</summary>
    public static async Task<string> RunAsync(IReadOnlyList<string> arguments, params (string Name, string Value)[] environment)
    {
        await using ToolProcess process = ToolProcess.StartProgram(
            FindPython(), ["-B", .. arguments], environment.ToDictionary(variable => variable.Name, variable => variable.Value), Folder);
        int exitCode = await process.WaitForExitAsync();
        Assert.True(exitCode == 0, $"python3 {string.Join(' ', arguments)} ended with {exitCode}\n{process.Output}");
        return process.Output;
    }

    private static string FindPython()
    {
        string? found = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .SelectMany(folder => new[] { Path.Combine(folder, "python3"), Path.Combine(folder, "python3.exe") })
            .FirstOrDefault(File.Exists);
        Assert.True(found is not null, "The Python client is tested with python3 (3.9 or later), and there is none on the PATH: install it.");
        return found;
    }
}
