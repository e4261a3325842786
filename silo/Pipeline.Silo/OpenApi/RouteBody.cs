namespace Pipeline.Silo.OpenApi;

/// <summary>A body that a route takes, in one media type.</summary>
/// <param name="MediaType">Its content type.</param>
/// <param name="Description">What it consists of.</param>
/// <param name="IsBinary">Whether it is bytes rather than text.</param>
internal sealed record RouteBody(string MediaType, string Description, bool IsBinary = false)
{
    /// <summary>The record that is read from JSON; null for what is described in words only.</summary>
    public Type? Type { get; init; }

    /// <summary>Whether it may be left out.</summary>
    public bool IsOptional { get; init; }
}
