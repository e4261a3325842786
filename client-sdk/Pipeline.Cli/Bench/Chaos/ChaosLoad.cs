using System.Collections.Concurrent;

namespace Pipeline.Cli.Bench.Chaos;

/// <summary>What a fault's load has done and seen so far.</summary>
internal sealed class ChaosLoad(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, GapClock> _answeredOf = new(StringComparer.Ordinal);
    private long _wrong;
    private string? _firstWrong;

    public ChaosLedger Ledger { get; } = new();

    /// <summary>Batches that were acknowledged.</summary>
    public GapClock Acknowledged { get; } = new(clock);

    /// <summary>Questions that were answered rightly, by any silo.</summary>
    public GapClock Answered { get; } = new(clock);

    /// <summary>The longest time in which one of the endpoints was not answered for.</summary>
    public TimeSpan LongestOfOneEndpoint => _answeredOf.Values.Select(static gaps => gaps.Longest).DefaultIfEmpty().Max();

    /// <summary>Answers to batches.</summary>
    public AnswerTally Answers { get; } = new();

    /// <summary>Answers to questions.</summary>
    public AnswerTally Queries { get; } = new();

    /// <summary>Questions answered with a count that cannot be.</summary>
    public long Wrong => Interlocked.Read(ref _wrong);

    /// <summary>The first of them; null if there is none.</summary>
    public string? FirstWrong => Volatile.Read(ref _firstWrong);

    /// <summary>Questions about one endpoint that were answered rightly.</summary>
    public GapClock AnsweredOf(string endpoint) => _answeredOf.GetOrAdd(endpoint, static (_, clock) => new GapClock(clock), clock);

    /// <summary>All gaps begin anew.</summary>
    public void RestartGaps()
    {
        Acknowledged.Restart();
        Answered.Restart();
        foreach (GapClock gaps in _answeredOf.Values)
            gaps.Restart();
    }

    public void CountWrong(string what)
    {
        Interlocked.Increment(ref _wrong);
        Interlocked.CompareExchange(ref _firstWrong, what, null);
    }
}
