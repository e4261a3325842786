namespace Pipeline.Alerting.Messages;

/// <summary>How much of an incident a message tells at most.</summary>
/// <param name="Alerts">Alerts, those that fire first.</param>
/// <param name="Causes">Causes, the most important first.</param>
/// <param name="Names">Endpoints, and likewise segments, owners and runbooks.</param>
/// <param name="Notes">Notes, the latest.</param>
/// <param name="TraceIds">Traces of a cause.</param>
/// <param name="TextBytes">Of a name, as it stands in the JSON.</param>
internal sealed record MessageCut(int Alerts, int Causes, int Names, int Notes, int TraceIds, int TextBytes)
{
    /// <summary>What is tried in turn until the message is small enough. docs/webhooks-receiving.md tells it to receivers.</summary>
    /// <remarks>
    /// Last goes what tells most: trace ids lead straight to a slow call, the first cause is what the message is for. The last cut fits
    /// whatever the incident is: sentence 2,000 bytes, two links of 2,000, three runbooks of 1,000, nine names and a cause of eight texts
    /// of 128 each, and fixed members.
    /// </remarks>
    public static readonly IReadOnlyList<MessageCut> Cuts =
    [
        new(Alerts: 50, Causes: 10, Names: 1_000, Notes: 50, TraceIds: 10, TextBytes: 512),
        new(Alerts: 10, Causes: 10, Names: 1_000, Notes: 50, TraceIds: 10, TextBytes: 512),
        new(Alerts: 0, Causes: 10, Names: 1_000, Notes: 50, TraceIds: 10, TextBytes: 512),
        new(Alerts: 0, Causes: 3, Names: 1_000, Notes: 50, TraceIds: 10, TextBytes: 512),
        new(Alerts: 0, Causes: 3, Names: 50, Notes: 50, TraceIds: 10, TextBytes: 512),
        new(Alerts: 0, Causes: 3, Names: 10, Notes: 50, TraceIds: 10, TextBytes: 512),
        new(Alerts: 0, Causes: 3, Names: 10, Notes: 5, TraceIds: 10, TextBytes: 512),
        new(Alerts: 0, Causes: 3, Names: 10, Notes: 0, TraceIds: 10, TextBytes: 512),
        new(Alerts: 0, Causes: 3, Names: 10, Notes: 0, TraceIds: 0, TextBytes: 512),
        new(Alerts: 0, Causes: 1, Names: 3, Notes: 0, TraceIds: 0, TextBytes: 128),
    ];
}
