using System.Runtime.InteropServices;

namespace Pipeline.Cli.Bench;

/// <summary>What a process is told from outside: to end, to stand still, to go on.</summary>
internal static class ProcessSignals
{
    private const int SignalTerminate = 15;

    /// <summary>Numbers differ between systems, and only between them: Linux has 19 and 18, macOS 17 and 19.</summary>
    private static readonly int s_signalStop = OperatingSystem.IsMacOS() ? 17 : 19;
    private static readonly int s_signalContinue = OperatingSystem.IsMacOS() ? 19 : 18;

    /// <summary>SIGTERM: end in good order.</summary>
    /// <exception cref="BenchException">The process cannot be told.</exception>
    public static void Terminate(int processId) => Send(processId, SignalTerminate, "to stop");

    /// <summary>SIGTERM to a process that may have ended already; false if it cannot be told.</summary>
    public static bool TryTerminate(int processId) => !OperatingSystem.IsWindows() && Kill(processId, SignalTerminate) == 0;

    /// <summary>SIGSTOP: none of its threads runs until <see cref="Continue"/>, and it does not learn of it.</summary>
    /// <exception cref="BenchException">The process cannot be told.</exception>
    public static void Pause(int processId) => Send(processId, s_signalStop, "to stand still");

    /// <summary>SIGCONT: goes on where it stood.</summary>
    /// <exception cref="BenchException">The process cannot be told.</exception>
    public static void Continue(int processId) => Send(processId, s_signalContinue, "to go on");

    private static void Send(int processId, int signal, string what)
    {
        if (OperatingSystem.IsWindows())
            throw new BenchException($"process {processId} cannot be told {what}: Windows has no signals");
        if (Kill(processId, signal) != 0)
            throw new BenchException($"process {processId} cannot be told {what}");
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int processId, int signal);
}
