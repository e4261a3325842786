using Pipeline.Silo.Query.Stream;

namespace Pipeline.Silo.OpenApi.Routes;

/// <summary><c>GET /api/v1/stream</c>.</summary>
internal static class StreamRoute
{
    public static RouteDescription Description { get; } = new("streamWindows", "Ask", "Windows as they close, as Server-Sent Events")
    {
        Details = "Events of the type `window` hold a window of one segment of an endpoint; events of the type `gap` say how many are missing and why. The answer "
            + "does not end by itself. `Last-Event-ID` goes on after the window with that id.",
        Parameters =
        [
            new("endpoint", "Of this endpoint only; all without."),
            new("segment", "Of this segment only; all without."),
            new("width", "Of the windows.") { Values = ["1s", "10s", "1m", "1h"], Default = "10s" },
            new("last_event_id", "The id to go on from, for clients that cannot send the header Last-Event-ID; the header wins."),
            new("Last-Event-ID", "The id to go on from.") { In = Microsoft.OpenApi.ParameterLocation.Header },
        ],
        Answers = [RouteAnswer.Text(EventStreamResult.MediaType)],
        Problems = [RouteProblem.MalformedParameter, RouteProblem.TooManyClients, RouteProblem.NotReady],
        Examples =
        [
            new("otherRun", "Back after the silo was restarted: what was missed then is a gap", ("last_event_id", "1a3185c5000-10000-42")),
            new("malformed-parameter", "A width that no window has", ("width", "7s")) { Status = 400 },
        ],
    };
}
