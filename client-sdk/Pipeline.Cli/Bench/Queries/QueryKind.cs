namespace Pipeline.Cli.Bench.Queries;

/// <summary>A kind of question.</summary>
/// <param name="Name">Its key in the result.</param>
/// <param name="Path">Path and parameters of the n-th time it is asked, from 0: about another endpoint each time.</param>
/// <param name="Marker">A member at the top of an answer without which the silo ignored what was asked; null if any answer will do.</param>
internal sealed record QueryKind(string Name, Func<int, string> Path, string? Marker = null);
