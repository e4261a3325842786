namespace Pipeline.Silo.OpenApi;

/// <summary>What a route answers with 200, in one media type.</summary>
/// <param name="MediaType">Its content type.</param>
/// <param name="Type">The record that is written as JSON; null for text.</param>
internal sealed record RouteAnswer(string MediaType, Type? Type)
{
    /// <summary>Other records that this route may answer instead, by what is asked.</summary>
    public IReadOnlyList<Type> Or { get; init; } = [];

    public static RouteAnswer Json<TReport>() => new("application/json", typeof(TReport));

    public static RouteAnswer Text(string mediaType = "text/plain") => new(mediaType, null);
}
