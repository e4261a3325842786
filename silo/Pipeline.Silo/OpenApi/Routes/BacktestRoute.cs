using System.Net.Mime;
using Pipeline.Protocol.Queries;
using Pipeline.Silo.Query.Events;

namespace Pipeline.Silo.OpenApi.Routes;

/// <summary><c>POST /api/v1/backtest</c>.</summary>
internal static class BacktestRoute
{
    public static RouteDescription Description { get; } = new("runBacktest", "Detect", "What would have fired with other options of detection, beside what did")
    {
        Details = "Replays the log; what runs is untouched. The answer is lines, a JSON object each: `progress` at most about once a second, on the last line `result`, or "
            + "`problem` if it fails after it has begun. It ends when the client goes. Anomalies count by the end of the window that gave them away.",
        Bodies = [new(MediaTypeNames.Application.Json, "Of which endpoints, which time, with what options.") { Type = typeof(BacktestRequest) }],
        Answers = [new RouteAnswer(NdjsonResult.MediaType, typeof(BacktestLine))],
        Problems =
        [
            new(400, "malformed-body", "Malformed body", "The body is no JSON object of the members that there are; detail names the first that is wrong."),
            new(400, "malformed-settings", "Malformed settings", "An option is out of its range, or does not go with the others; detail says which and what it takes."),
            RouteProblem.UnknownEndpoint,
            new(413, "too-large", "Body too large", "The body has more than 1 MiB."),
            new(415, "unsupported-media-type", "Unsupported Content-Type", "The body is not application/json."),
            new(429, "too-many-backtests", "Too many backtests", "As many are running as may. Repeat after Retry-After seconds."),
            RouteProblem.NotReady,
        ],
        Examples =
        [
            new("twoAWeek", "Two false alarms a week instead of one; the last line of the answer") { BodyFile = "runBacktest.twoAWeek.body.json" },
            new("malformed-settings", "No false alarm at all, which no detector can promise") { BodyFile = "runBacktest.malformed-settings.body.json", Status = 400 },
        ],
    };
}
