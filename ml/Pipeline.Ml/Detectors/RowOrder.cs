namespace Pipeline.Ml.Detectors;

/// <summary>What the order of training rows means.</summary>
public enum RowOrder
{
    /// <summary>Nothing: rows are drawn one by one. Parts to calibrate on are drawn by chance.</summary>
    Independent = 0,

    /// <summary>
    /// Time: neighbours resemble each other. Parts to calibrate on are stretches of time, and high scores in a row count as one episode.
    /// </summary>
    TimeSeries = 1,
}
