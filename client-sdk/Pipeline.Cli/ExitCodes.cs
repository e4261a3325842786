namespace Pipeline.Cli;

/// <summary>What the process answers its caller.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The work was not done, or not wholly.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>What was asked is not known, or not wholly.</summary>
    public const int Unknown = 3;
}
