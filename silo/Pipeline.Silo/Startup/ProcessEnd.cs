namespace Pipeline.Silo.Startup;

/// <summary>Ends the process for certain.</summary>
internal static class ProcessEnd
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Ends it with an exit code. What others have registered for an exit is run; should that hang, the process ends all the same.</summary>
    public static void Exit(int exitCode)
    {
        Thread last = new(static () =>
        {
            Thread.Sleep(s_patience);
            Environment.FailFast("pipeline: the silo did not end in time.");
        }) { IsBackground = true };
        last.Start();
        Environment.Exit(exitCode);
    }
}
