namespace Pipeline.Cli.Bench.Wide;

/// <summary>How much of each name a benchmark of breadth has; every endpoint has every segment and as many operations of its own.</summary>
/// <param name="Endpoints">1 to 1,000,000.</param>
/// <param name="Segments">1 to 63: an endpoint names 64, one of them for what is too much.</param>
/// <param name="Operations">1 to 255, likewise.</param>
internal sealed record WideShape(int Endpoints, int Segments, int Operations);
