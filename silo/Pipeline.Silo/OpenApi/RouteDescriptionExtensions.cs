namespace Pipeline.Silo.OpenApi;

/// <summary>Attaches a description to a route.</summary>
internal static class RouteDescriptionExtensions
{
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder route, RouteDescription description)
    {
        route.WithName(description.Id).WithTags(description.Tag).WithSummary(description.Summary).WithMetadata(description);

        // The library makes the schemas of records; of two answers with one status it would keep the last, so text is left to the transformer.
        foreach (RouteAnswer answer in description.Answers.Where(static answer => answer.Type is not null))
            route.Produces(StatusCodes.Status200OK, answer.Type, answer.MediaType);
        return route;
    }
}
