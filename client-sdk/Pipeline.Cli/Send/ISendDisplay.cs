namespace Pipeline.Cli.Send;

/// <summary>Where a run shows itself while it lasts: a terminal, or a plain stream.</summary>
/// <remarks>Implementations are thread-safe.</remarks>
internal interface ISendDisplay
{
    /// <summary>A line for people that stays: a bad line, a refusal.</summary>
    void Note(string text);

    /// <summary>What sending waits for at the moment.</summary>
    void Waiting(string problem);

    /// <summary>A batch arrived.</summary>
    /// <param name="contentPosition">Bytes of the content sent so far.</param>
    /// <param name="eventCount">Events of the batch.</param>
    void Advance(long contentPosition, int eventCount);
}
