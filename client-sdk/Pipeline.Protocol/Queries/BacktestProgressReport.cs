namespace Pipeline.Protocol.Queries;

/// <summary>How far a backtest has come.</summary>
/// <param name="EndpointsDone">Endpoints that are done.</param>
/// <param name="Endpoints">All of them.</param>
/// <param name="Entries">Entries replayed so far.</param>
/// <param name="Share">Share of all entries that is done, 0 to 1.</param>
public sealed record BacktestProgressReport(int EndpointsDone, int Endpoints, long Entries, double Share);
