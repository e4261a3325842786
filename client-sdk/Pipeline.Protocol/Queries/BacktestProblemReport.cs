namespace Pipeline.Protocol.Queries;

/// <summary>Why a backtest that had begun gives no result: a problem (RFC 9457) in the place of the last line.</summary>
/// <param name="Type"><c>urn:pipeline:problem:</c> and a stable code.</param>
/// <param name="Title">What it is, for people.</param>
/// <param name="Status">The status that the answer would have had.</param>
/// <param name="Detail">Why, for people.</param>
public sealed record BacktestProblemReport(string Type, string Title, int Status, string Detail);
