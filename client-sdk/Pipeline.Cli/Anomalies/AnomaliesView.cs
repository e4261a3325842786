using System.Globalization;
using Pipeline.Protocol.Queries;
using Spectre.Console;

namespace Pipeline.Cli.Anomalies;

/// <summary>Anomalies as a table: since when, which endpoint, for whom, and the sentence.</summary>
internal static class AnomaliesView
{
    private const int SegmentsShown = 3;
    private const int NamesShown = 5;

    public static Table Table(AnomalyPage page)
    {
        Table table = new() { Border = TableBorder.None };
        table.AddColumn(Column("since (UTC)").NoWrap());
        table.AddColumn(Column("state").NoWrap());
        table.AddColumn(Column("endpoint"));
        table.AddColumn(Column("segments"));
        table.AddColumn(Column("what"));
        foreach (AnomalyReport anomaly in page.Anomalies)
        {
            Style style = anomaly is { Severity: "anomaly", Ended: null } ? new Style(Color.Red) : Style.Plain;
            table.AddRow(
                new Text(UtcTime.Text(anomaly.Since)),
                new Text(State(anomaly), style),
                new Text(anomaly.Endpoint),
                new Text(Segments(anomaly)),
                new Text(Sentence(anomaly)));
        }

        return table;
    }

    /// <summary>What the table does not show, a line each.</summary>
    public static IEnumerable<string> Remarks(AnomalyPage page)
    {
        if (page.Next is not null)
            yield return "There are older ones: --limit shows more.";
        if (page.EndpointsUnavailable is { Count: > 0 } names)
            yield return $"{names.Count} endpoints did not answer: {string.Join(", ", names.Take(NamesShown))}{(names.Count > NamesShown ? " and others" : "")}.";
        if (page.EndpointsUnknown is { } unknown)
            yield return string.Create(CultureInfo.InvariantCulture, $"Of {unknown} endpoints it is not known yet whether they have any.");
    }

    private static string State(AnomalyReport anomaly)
    {
        string state = anomaly.End?.Replace('_', ' ') ?? "goes on";
        return anomaly.Severity == "notice" ? $"{state} (notice)" : state;
    }

    private static string Segments(AnomalyReport anomaly)
    {
        if (anomaly.EverySegment)
            return "all";
        string shown = string.Join(", ", anomaly.Segments.Take(SegmentsShown));
        return anomaly.Segments.Count <= SegmentsShown
            ? shown
            : string.Create(CultureInfo.InvariantCulture, $"{shown} and {anomaly.Segments.Count - SegmentsShown} more");
    }

    private static string Sentence(AnomalyReport anomaly) =>
        anomaly.Deepest is { } deepest ? $"{anomaly.Sentence} Deepest: {deepest.Endpoint}: {deepest.Sentence}" : anomaly.Sentence;

    private static TableColumn Column(string title) => new(new Text(title, new Style(decoration: Decoration.Bold))) { Padding = new Padding(0, 0, 2, 0) };
}
