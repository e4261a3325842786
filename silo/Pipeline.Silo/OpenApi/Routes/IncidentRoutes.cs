using Microsoft.OpenApi;
using Pipeline.Protocol.Alerting;
using Pipeline.Silo.Query.Alerts;

namespace Pipeline.Silo.OpenApi.Routes;

/// <summary><c>/api/v1/incidents</c>.</summary>
internal static class IncidentRoutes
{
    private const string NobodyKnows = "00000000000000ff";

    private static readonly RouteParameter s_id = new("id", "The incident, as its id says.") { In = ParameterLocation.Path };

    private static readonly RouteProblem s_unknown = new(404, "unknown-incident", "Unknown incident", "There is no such incident, or not any more.");

    private static readonly RouteProblem s_malformed =
        new(400, "malformed-incident", "Malformed incident", "A member of the body is missing, unknown or out of its range; detail names it and says what it takes.");

    public static RouteDescription List { get; } = new("listIncidents", AlertRoutes.Tag, "What is wrong, one for each cause")
    {
        Details = "The latest first, by their beginning. Alerts of one cause on any number of endpoints are one incident: what one message is sent about.",
        Parameters =
        [
            .. AlertRoutes.Filters,
            RouteParameter.Limit("Incidents of a page.", AlertRequest.LimitDefault, AlertRequest.LimitMax),
            RouteParameter.Cursor,
        ],
        Answers = [RouteAnswer.Json<IncidentPage>()],
        Problems = [RouteProblem.MalformedParameter, RouteProblem.Unavailable, RouteProblem.NotReady],
        Examples =
        [
            new("open", "What goes on now, of some endpoints", ("endpoint", "/no*"), ("open", "true")),
            new("malformed-parameter", "Something between true and false", ("open", "perhaps")) { Status = 400 },
        ],
    };

    public static RouteDescription Get { get; } = new("getIncident", AlertRoutes.Tag, "One incident, whole")
    {
        Details = "Causes, alerts, notes, who looks after it, and under query the path of this interface that shows the figures. The header ETag holds its version.",
        Parameters = [s_id],
        Answers = [RouteAnswer.Json<IncidentReport>()],
        Problems = [RouteProblem.MalformedParameter, s_unknown, RouteProblem.Unavailable, RouteProblem.NotReady],
        Examples = [new("unknown-incident", "One that never was", ("id", NobodyKnows)) { Status = 404 }],
    };

    public static RouteDescription Acknowledge { get; } = new("acknowledgeIncident", AlertRoutes.Tag, "Says that somebody looks after an incident")
    {
        Details = "Nobody is reminded of it until that lapses: after four hours, or as the body says. The body may be empty. Answered when it is durable and in effect.",
        Parameters = [s_id, ChangeRoutes.IfMatch, ChangeRoutes.User],
        Bodies = [new("application/json", "Until when; may be empty.") { Type = typeof(AcknowledgementRequest), IsOptional = true }],
        Answers = [RouteAnswer.Json<IncidentReport>()],
        Problems = [.. Problems(s_malformed), ChangeRoutes.TooLarge],
        Examples =
        [
            new("unknown-incident", "One that never was", ("id", NobodyKnows)) { Status = 404, BodyFile = "acknowledgeIncident.unknown-incident.body.json" },
            new("malformed-incident", "A member that there is not", ("id", NobodyKnows)) { Status = 400, BodyFile = "acknowledgeIncident.malformed-incident.body.json" },
        ],
    };

    public static RouteDescription Withdraw { get; } = new("withdrawAcknowledgement", AlertRoutes.Tag, "Says that nobody looks after an incident any more")
    {
        Parameters = [s_id, ChangeRoutes.IfMatch, ChangeRoutes.User],
        Answers = [RouteAnswer.Json<IncidentReport>()],
        Problems = Problems(null),
        Examples = [new("unknown-incident", "One that never was", ("id", NobodyKnows)) { Status = 404 }],
    };

    public static RouteDescription AddNote { get; } = new("addIncidentNote", AlertRoutes.Tag, "Writes something down about an incident")
    {
        Details = "Of the notes of an incident the latest fifty are kept.",
        Parameters = [s_id, ChangeRoutes.User],
        Bodies = [new("application/json", "What is written down, 1 to 2,000 characters.") { Type = typeof(IncidentNoteRequest) }],
        Answers = [RouteAnswer.Json<IncidentReport>()],
        Problems =
        [
            RouteProblem.MalformedParameter, s_malformed, s_unknown, ChangeRoutes.TooLarge, ChangeRoutes.Overloaded, RouteProblem.Unavailable, RouteProblem.NotReady,
        ],
        Examples = [new("unknown-incident", "One that never was", ("id", NobodyKnows)) { Status = 404, BodyFile = "addIncidentNote.unknown-incident.body.json" }],
    };

    private static RouteProblem[] Problems(RouteProblem? malformed) =>
    [
        RouteProblem.MalformedParameter,
        ChangeRoutes.MalformedHeader,
        .. malformed is null ? Array.Empty<RouteProblem>() : [malformed],
        s_unknown,
        ChangeRoutes.Conflict,
        ChangeRoutes.VersionConflict,
        ChangeRoutes.Overloaded,
        RouteProblem.Unavailable,
        RouteProblem.NotReady,
    ];
}
