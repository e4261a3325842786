namespace Pipeline.Cli.Bench.Chaos;

/// <summary>What a fault's load has done and seen so far.</summary>
internal sealed class ChaosLoad(TimeProvider clock)
{
    private long _wrong;
    private string? _firstWrong;

    public ChaosLedger Ledger { get; } = new();

    /// <summary>Batches that were acknowledged.</summary>
    public GapClock Acknowledged { get; } = new(clock);

    /// <summary>Questions that were answered rightly, by any silo.</summary>
    public GapClock Answered { get; } = new(clock);

    /// <summary>Answers to batches.</summary>
    public AnswerTally Answers { get; } = new();

    /// <summary>Answers to questions.</summary>
    public AnswerTally Queries { get; } = new();

    /// <summary>Questions answered with a count that cannot be.</summary>
    public long Wrong => Interlocked.Read(ref _wrong);

    /// <summary>The first of them; null if there is none.</summary>
    public string? FirstWrong => Volatile.Read(ref _firstWrong);

    public void CountWrong(string what)
    {
        Interlocked.Increment(ref _wrong);
        Interlocked.CompareExchange(ref _firstWrong, what, null);
    }
}
