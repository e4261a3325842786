namespace Pipeline.Cli.Bench.Queries;

/// <summary>What became of one kind of question. Not thread-safe; every asker has its own, and they are added up.</summary>
internal sealed class QueryTally
{
    private readonly List<double> _latenciesMs = [];

    /// <summary>Questions that were not answered 200.</summary>
    public int Errors { get; private set; }

    /// <summary>The first error's words; null without errors.</summary>
    public string? FirstError { get; private set; }

    /// <summary>Questions answered.</summary>
    public int Count => _latenciesMs.Count;

    public void AddAnswer(TimeSpan latency) => _latenciesMs.Add(latency.TotalMilliseconds);

    public void AddError(string words)
    {
        Errors++;
        FirstError ??= words;
    }

    public void Add(QueryTally other)
    {
        _latenciesMs.AddRange(other._latenciesMs);
        Errors += other.Errors;
        FirstError ??= other.FirstError;
    }

    /// <summary>Exact quantile of the answers' times, ms; 0 without answers.</summary>
    public double QuantileMs(double quantile)
    {
        double[] ascending = [.. _latenciesMs];
        Array.Sort(ascending);
        return Measurement.Quantile(ascending, quantile);
    }
}
