namespace Pipeline.Demo;

/// <summary>What the process answers its caller.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>Something was not as it should be; standard output says what.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>It was interrupted, as shells tell of Ctrl-C.</summary>
    public const int Interrupted = 130;
}
