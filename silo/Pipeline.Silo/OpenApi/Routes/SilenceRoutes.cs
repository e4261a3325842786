using Microsoft.OpenApi;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Silo.OpenApi.Routes;

/// <summary><c>/api/v1/silences</c>.</summary>
internal static class SilenceRoutes
{
    private const string NobodyKnows = "00000000000000ff";

    private static readonly RouteParameter s_id = new("id", "The silence, as its id says.") { In = ParameterLocation.Path };

    private static readonly RouteProblem s_unknown = new(404, "unknown-silence", "Unknown silence", "There is no such silence, or not any more.");

    private static readonly RouteProblem s_malformed = new(
        400, "malformed-silence", "Malformed silence", "A member of the body is missing, unknown or out of its range; detail names it and says what it takes.");

    private static readonly RouteBody s_body =
        new("application/json", "Which alerts, by one matcher at least, and until when: 30 days after it begins at most.") { Type = typeof(SilenceRequest) };

    public static RouteDescription List { get; } = new("listSilences", AlertRoutes.Tag, "All silences")
    {
        Details = "Those that are or will be active first, then the latest first. Alerts that fit a silence are kept and shown, but nobody is told of them.",
        Answers = [RouteAnswer.Json<SilencePage>()],
        Problems = [RouteProblem.MalformedParameter, RouteProblem.Unavailable, RouteProblem.NotReady],
        Examples = [new("all", "All of them")],
    };

    public static RouteDescription Create { get; } = new("createSilence", AlertRoutes.Tag, "Holds back messages about alerts that fit, for a while")
    {
        Details = "Answered when it is durable and in effect. A silence is not changed, but ended, and another one made.",
        Parameters = [ChangeRoutes.User],
        Bodies = [s_body],
        Answers = [RouteAnswer.Json<SilenceReport>()],
        Problems = [RouteProblem.MalformedParameter, s_malformed, ChangeRoutes.TooLarge, ChangeRoutes.Overloaded, RouteProblem.Unavailable, RouteProblem.NotReady],
        Examples =
        [
            new("maintenance", "A maintenance that is planned") { BodyFile = "createSilence.maintenance.body.json" },
            new("malformed-silence", "Without an end") { Status = 400, BodyFile = "createSilence.malformed-silence.body.json" },
        ],
    };

    public static RouteDescription Preview { get; } = new("previewSilence", AlertRoutes.Tag, "What a silence would hold back")
    {
        Details = "Alerts that go on and fit, and how many of the last seven days would have. Nothing is changed.",
        Bodies = [s_body],
        Answers = [RouteAnswer.Json<SilencePreview>()],
        Problems = [RouteProblem.MalformedParameter, s_malformed, ChangeRoutes.TooLarge, ChangeRoutes.Overloaded, RouteProblem.Unavailable, RouteProblem.NotReady],
        Examples = [new("maintenance", "A maintenance that is planned") { BodyFile = "createSilence.maintenance.body.json" }],
    };

    public static RouteDescription Get { get; } = new("getSilence", AlertRoutes.Tag, "One silence")
    {
        Details = "The header ETag holds its version.",
        Parameters = [s_id],
        Answers = [RouteAnswer.Json<SilenceReport>()],
        Problems = [RouteProblem.MalformedParameter, s_unknown, RouteProblem.Unavailable, RouteProblem.NotReady],
        Examples = [new("unknown-silence", "One that never was", ("id", NobodyKnows)) { Status = 404 }],
    };

    public static RouteDescription End { get; } = new("endSilence", AlertRoutes.Tag, "Ends a silence now")
    {
        Details = "It stays in the list as one that is over.",
        Parameters = [s_id, ChangeRoutes.IfMatch, ChangeRoutes.User],
        Answers = [RouteAnswer.Json<SilenceReport>()],
        Problems =
        [
            RouteProblem.MalformedParameter,
            ChangeRoutes.MalformedHeader,
            s_unknown,
            ChangeRoutes.VersionConflict,
            ChangeRoutes.Overloaded,
            RouteProblem.Unavailable,
            RouteProblem.NotReady,
        ],
        Examples = [new("unknown-silence", "One that never was", ("id", NobodyKnows)) { Status = 404 }],
    };
}
