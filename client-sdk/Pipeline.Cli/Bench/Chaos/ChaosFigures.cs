namespace Pipeline.Cli.Bench.Chaos;

/// <summary>What became of everything that was sent around the repetitions of a fault.</summary>
internal sealed record ChaosFigures
{
    public required string Fault { get; init; }

    public required int Repetitions { get; init; }

    /// <summary>Events acknowledged.</summary>
    public required long Acknowledged { get; init; }

    /// <summary>Events that the silo counts that is farthest from it.</summary>
    public required long Counted { get; init; }

    public required long Lost { get; init; }

    public required long Duplicated { get; init; }

    /// <summary>Events refused in batches that were taken.</summary>
    public required long Rejected { get; init; }

    /// <summary>Longest time without any batch acknowledged, from the start of a fault until all was well again.</summary>
    public required double LongestIngestGapMs { get; init; }

    /// <summary>The same without any question answered rightly, by any silo.</summary>
    public required double LongestQueryGapMs { get; init; }

    /// <summary>The same of one endpoint, whichever was away longest.</summary>
    public required double LongestEndpointGapMs { get; init; }

    /// <summary>Answers 429 and 503 to batches.</summary>
    public required long IngestLater { get; init; }

    /// <summary>Attempts that nobody answered.</summary>
    public required long IngestUnanswered { get; init; }

    /// <summary>Any other answer but 200.</summary>
    public required long IngestOther { get; init; }

    public required long QueriesAnswered { get; init; }

    /// <summary>Answers 503 to questions.</summary>
    public required long QueriesLater { get; init; }

    public required long QueriesUnanswered { get; init; }

    /// <summary>Any other answer but 200.</summary>
    public required long QueriesOther { get; init; }

    /// <summary>Answers 200 with a count that cannot be.</summary>
    public required long QueriesWrong { get; init; }

    /// <summary>The first answer or count that should not have been; null if there is none.</summary>
    public string? FirstOddity { get; init; }

    /// <summary>Nothing lost, nothing doubled, nothing refused, and no answer that cannot be.</summary>
    public bool IsSound => Lost == 0 && Duplicated == 0 && Rejected == 0 && QueriesWrong == 0 && Acknowledged > 0 && Acknowledged == Counted;
}
