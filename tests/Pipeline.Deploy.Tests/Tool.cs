using System.ComponentModel;
using System.Diagnostics;

namespace Pipeline.Deploy.Tests;

/// <summary>Runs a program that checks files, in the repository's root.</summary>
internal static class Tool
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>Fails with what the program said unless it ends with 0.</summary>
    public static async Task AssertAcceptsAsync(string program, string package, params string[] arguments)
    {
        (int exitCode, string output) = await RunAsync(program, package, arguments);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)}\n{output}");
    }

    public static async Task<(int ExitCode, string Output)> RunAsync(string program, string package, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Start(start, package);
        using CancellationTokenSource deadline = new(s_patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output + await errors);
    }

    private static Process Start(ProcessStartInfo start, string package)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException($"{start.FileName} is missing: install it (apt-get install {package}) and put it on the PATH.");
        }
    }
}
