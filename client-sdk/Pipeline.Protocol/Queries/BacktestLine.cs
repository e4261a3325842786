namespace Pipeline.Protocol.Queries;

/// <summary>A line of the answer to <c>POST /api/v1/backtest</c>: exactly one of the three.</summary>
public sealed record BacktestLine
{
    /// <summary>How far it has come: every line but the last.</summary>
    public BacktestProgressReport? Progress { get; init; }

    /// <summary>The result, on the last line.</summary>
    public BacktestReport? Result { get; init; }

    /// <summary>Why there is none, on the last line instead.</summary>
    public BacktestProblemReport? Problem { get; init; }
}
