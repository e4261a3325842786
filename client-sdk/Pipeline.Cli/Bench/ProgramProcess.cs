using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Pipeline.Cli.Bench;

/// <summary>A program in a process of its own, which says in a line of its output that it can be used.</summary>
internal sealed class ProgramProcess : IAsyncDisposable
{
    private const int OutputLinesKept = 40;

    private readonly Regex _readyPattern;
    private readonly Queue<string> _output = new();
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ProgramProcess(Process process, Regex readyPattern)
    {
        Process = process;
        _readyPattern = readyPattern;
    }

    /// <summary>For what it uses, and how it ended.</summary>
    public Process Process { get; }

    /// <summary>The last lines it printed, for when it failed.</summary>
    public string LastLines
    {
        get
        {
            lock (_output)
                return string.Join('\n', _output);
        }
    }

    /// <summary>How one of our programs is started.</summary>
    /// <param name="path">Its assembly.</param>
    /// <param name="arguments">Of its command line.</param>
    public static ProcessStartInfo Describe(string path, IEnumerable<string> arguments) => new(DotnetPath(), [path, .. arguments]);

    /// <summary>Gives it settings of its configuration, by path, such as <c>Pipeline:Alerts:ResolveAfter</c>.</summary>
    public static void Configure(ProcessStartInfo start, IEnumerable<(string Path, string Value)> settings)
    {
        foreach ((string path, string value) in settings)
            start.Environment[path.Replace(":", "__", StringComparison.Ordinal)] = value;
    }

    /// <summary>Starts a program and reads what it prints from then on.</summary>
    /// <param name="name">For people.</param>
    /// <param name="start">What is started.</param>
    /// <param name="readyPattern">Fits the line that says that it can be used; its first group is where.</param>
    /// <param name="failure">What is thrown where something went wrong.</param>
    public static ProgramProcess Start(string name, ProcessStartInfo start, Regex readyPattern, Func<string, Exception> failure)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        ProgramProcess program = new(Process.Start(start) ?? throw failure($"{name} did not start"), readyPattern);
        Process process = program.Process;
        process.OutputDataReceived += (_, line) => program.Take(line.Data);
        process.ErrorDataReceived += (_, line) => program.Take(line.Data);
        process.Exited += (_, _) => program._ready.TrySetException(failure($"{name} ended while starting; its last lines:\n{program.LastLines}"));
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return program;
    }

    /// <summary>Awaits that it can be used, and answers where. Throws if it ends before.</summary>
    public Task<string> AwaitReadyAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    /// <summary>Ends it at once if it runs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
            await Process.WaitForExitAsync(CancellationToken.None);
        }

        Process.Dispose();
    }

    /// <summary>The host this program runs on, or the one on the path if it has an executable of its own.</summary>
    private static string DotnetPath()
        => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";

    private void Take(string? line)
    {
        if (line is null)
            return;
        lock (_output)
        {
            _output.Enqueue(line);
            if (_output.Count > OutputLinesKept)
                _output.Dequeue();
        }

        if (_readyPattern.Match(line) is { Success: true } match)
            _ready.TrySetResult(match.Groups[1].Value);
    }
}
