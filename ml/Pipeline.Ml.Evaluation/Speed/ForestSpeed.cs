namespace Pipeline.Ml.Evaluation.Speed;

/// <summary>How fast the isolation forest is on one table.</summary>
/// <param name="Table">Name of the table.</param>
/// <param name="RowCount">Its rows.</param>
/// <param name="ColumnCount">Its columns.</param>
/// <param name="ThreadCount">Threads for fitting and scoring in bulk.</param>
/// <param name="FitMs">One fit.</param>
/// <param name="RowsPerSecond">Scored in bulk.</param>
/// <param name="SingleRowNs">One row scored by itself, on the calling thread.</param>
/// <param name="ExplainUs">One row explained, on the calling thread.</param>
/// <param name="FitBytes">Allocated by one fit.</param>
/// <param name="BulkBytes">Allocated by scoring the whole table once.</param>
/// <param name="SingleRowBytes">Allocated by scoring one row.</param>
public sealed record ForestSpeed(
    string Table, int RowCount, int ColumnCount, int ThreadCount,
    double FitMs, double RowsPerSecond, double SingleRowNs, double ExplainUs, long FitBytes, long BulkBytes, long SingleRowBytes);
