using Microsoft.OpenApi;
using Pipeline.Protocol.Queries;

namespace Pipeline.Silo.OpenApi.Routes;

/// <summary><c>/api/v1/endpoints/{name}/detection</c>, and that an anomaly is normal.</summary>
internal static class DetectionRoutes
{
    private static readonly RouteProblem s_malformed =
        new(400, "malformed-settings", "Malformed settings", "A setting is missing, unknown or out of its range; detail names it and says what it takes.");

    private static readonly RouteProblem s_overloaded = new(429, "overloaded", "Overloaded", "Too much is in flight. Repeat after Retry-After seconds.");

    private static readonly RouteParameter s_name =
        new("name", "The endpoint, decoded once from the request line as sent: a slash is %2F.") { In = ParameterLocation.Path };

    public static RouteDescription Get { get; } = new("getDetection", "Detect", "How an endpoint is watched")
    {
        Details = "Without settings of its own an endpoint is watched as configured for all, and is_own is false.",
        Parameters = [s_name],
        Answers = [RouteAnswer.Json<DetectionSettingsReport>()],
        Problems = [RouteProblem.UnknownEndpoint, RouteProblem.Unavailable, RouteProblem.NotReady],
        Examples = [new("configured", "As configured for all", ("name", "/recommend"))],
    };

    public static RouteDescription Put { get; } = new("putDetection", "Detect", "Has an endpoint watched in another way")
    {
        Details = "From now on, and whatever is configured for all. All settings are sent, as GET answers them. Answered when it is durable and in effect. Windows of "
            + "another width are learnt anew.",
        Parameters = [s_name],
        Bodies = [new("application/json", "The settings, all of them.") { Type = typeof(DetectionSettings) }],
        Answers = [RouteAnswer.Json<DetectionSettingsReport>()],
        Problems =
        [
            s_malformed,
            RouteProblem.UnknownEndpoint,
            new(413, "too-large", "Body too large", "The settings of an endpoint take less than 16 KiB."),
            s_overloaded,
            RouteProblem.Unavailable,
            RouteProblem.NotReady,
        ],
        Examples =
        [
            new("own", "At most one false alarm in two weeks", ("name", "/checkout")) { BodyFile = "putDetection.own.body.json" },
            new("malformed-settings", "Windows that there are not", ("name", "/checkout")) { Status = 400, BodyFile = "putDetection.malformed-settings.body.json" },
        ],
    };

    public static RouteDescription MarkNormal { get; } = new("markAnomalyNormal", "Detect", "Says of an anomaly that this is normal")
    {
        Details = "What it was about is learnt as usual, and an anomaly that goes on is over. Answered when it is durable and in effect; repeating it changes nothing.",
        Parameters = [s_name, new("id", "The anomaly, as its id says.") { In = ParameterLocation.Path }],
        Answers = [RouteAnswer.Json<MarkedNormalReport>()],
        Problems =
        [
            RouteProblem.UnknownEndpoint,
            new(404, "unknown-anomaly", "Unknown anomaly", "The endpoint knows no such anomaly, or not any more."),
            s_overloaded,
            RouteProblem.Unavailable,
            RouteProblem.NotReady,
        ],
        Examples = [new("unknown-anomaly", "One that never was", ("name", "/checkout"), ("id", "00000000000000ff")) { Status = 404 }],
    };
}
