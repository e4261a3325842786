using Pipeline.Ml.Evaluation.Metrics;

namespace Pipeline.Ml.Evaluation.Detection;

/// <summary>What a detector made of a table.</summary>
public sealed record DetectionResult
{
    /// <summary>The first seed's, one for each row.</summary>
    public required double[] Scores { get; init; }

    /// <summary>The first seed's most anomalous rows, in order.</summary>
    public required IReadOnlyList<AnomalousRow> Top { get; init; }

    /// <summary>One for each seed.</summary>
    public required IReadOnlyList<SeedResult> Seeds { get; init; }

    /// <summary>Rows that score this much or more are flagged; null where none was asked for.</summary>
    public double? Threshold { get; init; }

    /// <summary>Rows at or above the threshold; fewer than asked for where scores are equal.</summary>
    public int Flagged { get; init; }

    /// <summary>Time of one fit, the median.</summary>
    public required TimeSpan Fit { get; init; }

    /// <summary>Rows scored per second in bulk, the median.</summary>
    public required double RowsPerSecond { get; init; }

    /// <summary>Area under the receiver operating characteristic, one for each seed; empty without labels of both kinds.</summary>
    public double[] RocAucs => [.. Qualities.Select(static quality => quality.RocAuc)];

    /// <summary>Average precision, one for each seed; empty without labels of both kinds.</summary>
    public double[] AveragePrecisions => [.. Qualities.Select(static quality => quality.AveragePrecision)];

    private IEnumerable<RankingQuality> Qualities => Seeds.Where(static seed => seed.Quality is not null).Select(static seed => seed.Quality!.Value);
}
