namespace Pipeline.Silo.OpenApi;

/// <summary>A request and its answer, both in the document; a test sends the one and compares the other.</summary>
/// <remarks>
/// The answer is the embedded file <c>OpenApi/Examples/OPERATION.NAME.json</c> (or <c>.txt</c>). An example of a problem has the problem's
/// code for its name.
/// </remarks>
/// <param name="Name">Unique within the route; the key under which parameters, body and answer hold their part of the example.</param>
/// <param name="Summary">What it shows.</param>
/// <param name="Parameters">Values by parameter.</param>
internal sealed record RouteExample(string Name, string Summary, params IReadOnlyList<(string Parameter, string Value)> Parameters)
{
    /// <summary>Status of the answer.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Embedded file that is the request's body; null without a body.</summary>
    public string? BodyFile { get; init; }
}
