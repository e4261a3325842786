using Pipeline.Protocol.Queries;
using Pipeline.Silo.Query.Events;

namespace Pipeline.Silo.OpenApi.Routes;

/// <summary><c>GET /api/v1/events</c>.</summary>
internal static class ListEventsRoute
{
    public static RouteDescription Description { get; } = new("listEvents", "Ask", "Events of one endpoint as they were sent, read back from the log")
    {
        Details = "With `Accept: application/x-ndjson` the body is the events alone, a line each, which can be sent again; the `Link` header has the next page.",
        Parameters =
        [
            RouteParameter.Endpoint,
            new("from", "Earliest end of an event, inclusive: Unix ms or RFC 3339."),
            new("to", "Latest end of an event, exclusive: Unix ms or RFC 3339."),
            new("segment", "Events of this segment only."),
            RouteParameter.Limit("Events of a page.", EventsApi.LimitDefault, EventsApi.LimitMax),
            RouteParameter.Cursor,
        ],
        Answers = [RouteAnswer.Json<EventPageReport>(), RouteAnswer.Text(NdjsonResult.MediaType)],
        Problems = RouteProblem.OfEndpoint,
        Examples =
        [
            new("firstPage", "The first two events", ("endpoint", "/checkout"), ("limit", "2")),
            new("segment", "One segment over half a minute", ("endpoint", "/recommend"), ("segment", "free"), ("from", "1748959200000"), ("to", "2025-06-03T14:00:30Z")),
            new("malformed-parameter", "A cursor that is none", ("endpoint", "/checkout"), ("cursor", "AAAA")) { Status = 400 },
        ],
    };
}
