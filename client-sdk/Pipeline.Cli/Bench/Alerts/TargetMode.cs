namespace Pipeline.Cli.Bench.Alerts;

/// <summary>How a target treats who sends to it.</summary>
internal enum TargetMode
{
    /// <summary>204.</summary>
    Takes,

    /// <summary>500.</summary>
    Fails,

    /// <summary>Reads the request and says nothing.</summary>
    NeverAnswers,

    /// <summary>Nobody listens at its port.</summary>
    Refuses,
}
