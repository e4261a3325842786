namespace Pipeline.Protocol.Queries;

/// <summary>A backtest of one endpoint.</summary>
/// <param name="Name">The endpoint.</param>
/// <param name="Counts">How many anomalies.</param>
/// <param name="Entries">Entries of the log that were replayed.</param>
/// <param name="ReplayedFrom">Arrival of the first of them, Unix ms; null if there was none.</param>
/// <param name="RemovedEntries">Entries before it that retention has removed: the detector that runs has learnt from them, the other has not.</param>
/// <param name="ComparedFrom">
/// Anomalies raised before this are left out on both sides, since one of them knows nothing of that time: Unix ms, null if all of the range is
/// compared.
/// </param>
/// <param name="Matched">Pairs that are one incident.</param>
/// <param name="OnlyFired">What the running detector alone has raised.</param>
/// <param name="OnlyWould">What the options asked about alone would have raised.</param>
/// <param name="LeftOut">Anomalies that are counted and not listed, since the answer has no room for more.</param>
/// <param name="Problem">Why there is no result for it, for people; null if there is one.</param>
public sealed record BacktestEndpointReport(
    string Name,
    BacktestCountsReport Counts,
    long Entries,
    long? ReplayedFrom,
    long RemovedEntries,
    long? ComparedFrom,
    IReadOnlyList<BacktestPairReport> Matched,
    IReadOnlyList<AnomalyReport> OnlyFired,
    IReadOnlyList<AnomalyReport> OnlyWould,
    int LeftOut,
    string? Problem);
