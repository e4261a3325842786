using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Pipeline.EndToEnd.Tests;

/// <summary>One of our programs, running as a process of its own, with its output kept line by line.</summary>
internal sealed class ToolProcess : IAsyncDisposable
{
    private const int Sigterm = 15;

    /// <summary>Only a hang takes so long, on a busy machine too.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentDictionary<TaskCompletionSource<string>, Func<string, bool>> _waiters = new();

    private ToolProcess(Process process) => _process = process;

    /// <summary>Everything printed so far, standard output and error together.</summary>
    public string Output => string.Join('\n', _lines);

    public bool HasExited => _process.HasExited;

    /// <summary>Starts <c>dotnet NAME.dll ARGUMENTS</c> from this test's own output folder.</summary>
    public static ToolProcess Start(string name, params IEnumerable<string> arguments) =>
        Start(name, arguments, environment: null);

    /// <summary>The same with further environment variables.</summary>
    public static ToolProcess Start(string name, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment) =>
        StartProgram("dotnet", [Path.Combine(AppContext.BaseDirectory, name + ".dll"), .. arguments], environment);

    /// <summary>Starts any program, with further environment variables and in a folder if given.</summary>
    public static ToolProcess StartProgram(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = folder ?? string.Empty,
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        ToolProcess tool = new(new Process { StartInfo = start });
        tool._process.OutputDataReceived += (_, line) => tool.OnLine(line.Data);
        tool._process.ErrorDataReceived += (_, line) => tool.OnLine(line.Data);
        tool._process.Start();
        tool._process.BeginOutputReadLine();
        tool._process.BeginErrorReadLine();
        return tool;
    }

    /// <summary>Awaits a line that fits; fails with the output when the process ends first or ten minutes pass.</summary>
    public async Task<string> WaitForLineAsync(Func<string, bool> fits, string what)
    {
        TaskCompletionSource<string> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiters[found] = fits;
        if (_lines.FirstOrDefault(fits) is { } early)
            found.TrySetResult(early);
        Task ended = _process.WaitForExitAsync();
        Task first = await Task.WhenAny(found.Task, ended).WaitAsync(Patience);
        _waiters.TryRemove(found, out _);
        return first == found.Task ? await found.Task : throw new InvalidOperationException($"The process ended while waiting for {what}:\n{Output}");
    }

    /// <summary>Awaits the end and returns the exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>SIGTERM, as a service manager stops it; returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        if (!_process.HasExited)
            _ = kill(_process.Id, Sigterm);
        return await WaitForExitAsync();
    }

    /// <summary>SIGKILL: nothing in the process gets to run any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private void OnLine(string? line)
    {
        if (line is null)
            return;
        _lines.Enqueue(line);
        foreach ((TaskCompletionSource<string> waiter, Func<string, bool> fits) in _waiters)
        {
            if (fits(line))
                waiter.TrySetResult(line);
        }
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int processId, int signal);
}
