using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Messages;

/// <summary>Puts together what a digest tells, cut to a measure.</summary>
internal static class DigestMessage
{
    /// <summary>Incidents told of and bytes of a sentence, tried in turn until the digest is small enough.</summary>
    /// <remarks>The last fits: six times a sentence of 300 bytes, two links of 1,000 and three texts of 128.</remarks>
    public static readonly IReadOnlyList<(int Incidents, int SentenceBytes)> Cuts =
        [(100, 1_000), (100, 300), (50, 300), (30, 300), (20, 300), (10, 300), (5, 300)];

    private const int FirstSentenceBytes = 300;
    private const int LinkBytesMax = 1_000;
    private const int TextBytesMax = 128;

    /// <summary>The latest of each incident: those that go on first, the most severe first.</summary>
    public static DigestData Create(
        IReadOnlyList<Notification> latestPerIncident, bool isDelayed, string baseUrl, (int Incidents, int SentenceBytes) cut)
    {
        Shortening shortening = new(TextBytesMax);
        Notification[] ordered =
        [
            .. latestPerIncident.OrderByDescending(latest => IsOpen(latest.Incident))
                .ThenByDescending(latest => latest.Incident.Severity)
                .ThenBy(latest => latest.Number),
        ];
        DigestData data = new(
            IncidentMessage.Version,
            ordered.Length == 0 ? null : ordered.Max(latest => latest.Incident.Severity),
            SentenceOf(ordered, shortening),
            isDelayed,
            ordered.Length,
            ordered.Count(latest => IsOpen(latest.Incident)),
            [.. shortening.First(ordered, cut.Incidents).Select(latest => DataOf(latest, baseUrl, cut.SentenceBytes, shortening))],
            shortening.Url(MessageLinks.Incidents(baseUrl), LinkBytesMax),
            Truncated: false);
        return data with { Truncated = shortening.Happened };
    }

    /// <summary>How many, and what the most important of them is.</summary>
    private static string SentenceOf(Notification[] ordered, Shortening shortening)
    {
        int open = ordered.Count(latest => IsOpen(latest.Incident));
        string count = $"{ordered.Length} incidents, {open} of them open";
        return ordered.Length == 0 ? count : $"{count}; first: {shortening.Text(ordered[0].Incident.Sentence, FirstSentenceBytes)}";
    }

    private static bool IsOpen(IncidentReport incident) => incident.State is IncidentState.Pending or IncidentState.Open;

    private static DigestIncident DataOf(Notification latest, string baseUrl, int sentenceBytes, Shortening shortening)
    {
        IncidentReport incident = latest.Incident;
        return new DigestIncident(
            shortening.Name(incident.Id),
            latest.Number,
            MessageBodies.TypeOf(latest.Type),
            Moments.Of(latest.At),
            incident.State,
            incident.Severity,
            shortening.Text(incident.Sentence, sentenceBytes),
            Moments.Of(incident.Since),
            Moments.Of(incident.Opened),
            Moments.Of(incident.Ended),
            incident.Endpoints.Count,
            incident.Causes.Count == 0 ? null : shortening.Name(incident.Causes[0].Name),
            new LinksData(
                shortening.Url(MessageLinks.Incident(baseUrl, incident.Id), LinkBytesMax),
                shortening.Url(MessageLinks.Query(baseUrl, incident.Query), LinkBytesMax)));
    }
}
