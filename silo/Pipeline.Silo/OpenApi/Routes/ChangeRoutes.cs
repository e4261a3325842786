using Microsoft.OpenApi;
using Pipeline.Silo.Query;

namespace Pipeline.Silo.OpenApi.Routes;

/// <summary>What the paths that change something have in common.</summary>
internal static class ChangeRoutes
{
    /// <summary>The name of who changes something.</summary>
    public static RouteParameter User { get; } =
        new(Caller.Header, "Who changes it, for the audit: 1 to 64 characters. Without it, the address that the request comes from.") { In = ParameterLocation.Header };

    /// <summary>The version that a change insists on.</summary>
    public static RouteParameter IfMatch { get; } =
        new("If-Match", "The ETag of an answer: the change is refused if it has been changed since.") { In = ParameterLocation.Header };

    public static RouteProblem MalformedHeader { get; } =
        new(400, "malformed-header", "Malformed header", "If-Match is not the ETag of an answer.");

    public static RouteProblem VersionConflict { get; } =
        new(412, "version-conflict", "Version conflict", "It is of another version than If-Match names, or is there though If-None-Match is *; or, with either, it is not in a state in which it can be changed so.");

    public static RouteProblem Conflict { get; } = new(409, "conflict", "Conflict", "It is not in a state in which it can be changed so: the incident is over, or the webhook's last rotation has not ended.");

    public static RouteProblem TooLarge { get; } = new(413, "too-large", "Body too large", "A body takes at most 1 MiB.");

    public static RouteProblem Overloaded { get; } =
        new(429, "overloaded", "Overloaded", "Too much is in flight. Repeat after Retry-After seconds.");
}
