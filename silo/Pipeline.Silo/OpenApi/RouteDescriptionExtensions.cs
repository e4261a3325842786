namespace Pipeline.Silo.OpenApi;

/// <summary>Attaches a description to a route.</summary>
internal static class RouteDescriptionExtensions
{
    /// <summary>
    /// Of several answers with one status the library keeps the last. What 200 may answer besides is therefore announced under statuses from
    /// here on, which nobody answers; the transformer takes the schemas and removes the statuses.
    /// </summary>
    public const int OtherAnswersFrom = 290;

    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder route, RouteDescription description)
    {
        route.WithName(description.Id).WithTags(description.Tag).WithSummary(description.Summary).WithMetadata(description);

        // Text has no schema that the library could make; it is left to the transformer.
        foreach (RouteAnswer answer in description.Answers.Where(static answer => answer.Type is not null))
        {
            route.Produces(description.AnswerStatus, answer.Type, answer.MediaType);
            for (int index = 0; index < answer.Or.Count; index++)
                route.Produces(OtherAnswersFrom + index, answer.Or[index], answer.MediaType);
        }

        return route;
    }
}
