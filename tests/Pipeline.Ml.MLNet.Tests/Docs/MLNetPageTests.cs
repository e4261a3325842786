using System.Diagnostics;
using System.Text.RegularExpressions;
using Pipeline.Testing;

namespace Pipeline.Ml.MLNet.Tests.Docs;

/// <summary>The program in docs/mlnet.md is the sample's, and prints what the page says it prints.</summary>
public sealed partial class MLNetPageTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Page_Program_IsTheSample()
    {
        string root = FindRoot();
        string page = await File.ReadAllTextAsync(Path.Combine(root, "docs", "mlnet.md"));

        string sample = await File.ReadAllTextAsync(Path.Combine(root, "ml", "samples", "Pipeline.Sample.MLNet", "Program.cs"));

        Assert.Equal(sample.Trim(), Program().Match(page).Groups[1].Value.Trim());
    }

    [Fact]
    public async Task Page_Output_IsWhatTheSamplePrints()
    {
        string page = await File.ReadAllTextAsync(Path.Combine(FindRoot(), "docs", "mlnet.md"));
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Pipeline.Sample.MLNet.dll")])
        {
            WorkingDirectory = _directory.Path,
            RedirectStandardOutput = true,
        };

        using Process process = Process.Start(start)!;
        string printed = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(0, process.ExitCode);
        Assert.Equal(Output().Match(page).Groups[1].Value.Trim(), printed.Trim());
        Assert.True(File.Exists(_directory.File("calls.zip")));
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Pipeline.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }

    [GeneratedRegex("```csharp\n(using Microsoft.ML;.*?)```", RegexOptions.Singleline)]
    private static partial Regex Program();

    [GeneratedRegex("```text\n(normal: .*?)```", RegexOptions.Singleline)]
    private static partial Regex Output();
}
