namespace Pipeline.Protocol.Queries;

/// <summary>What would have fired with other options beside what did: the last line of the answer to <c>POST /api/v1/backtest</c>.</summary>
/// <param name="From">Anomalies raised before this are left out, Unix ms; null if none is.</param>
/// <param name="To">Anomalies raised at or after this are left out, Unix ms; null if none is.</param>
/// <param name="Counts">How many anomalies, all endpoints together.</param>
/// <param name="Entries">Entries of the log that were replayed.</param>
/// <param name="Endpoints">Each endpoint, by name.</param>
/// <param name="Sentence">The whole in one sentence, for people.</param>
public sealed record BacktestReport(
    long? From, long? To, BacktestCountsReport Counts, long Entries, IReadOnlyList<BacktestEndpointReport> Endpoints, string Sentence);
