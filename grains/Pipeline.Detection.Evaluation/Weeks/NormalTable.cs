using System.Globalization;
using System.Text;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Evaluation.Feeding;
using Pipeline.Detection.Evaluation.Planting;
using Pipeline.Detection.Evaluation.Scoring;
using Pipeline.Detection.Options;

namespace Pipeline.Detection.Evaluation.Weeks;

/// <summary>Feeds days of normal traffic, counts what is raised against the budget, and then looks whether incidents are still found.</summary>
public sealed class NormalTable
{
    private const double WeekDays = 7;

    private readonly NormalScore[] _scores;
    private readonly DetectionOptions _detection;

    private NormalTable(NormalOptions options, DetectionOptions detection, NormalScore[] scores)
    {
        Options = options;
        _detection = detection;
        _scores = scores;
        // What was raised in the days before is counted as episodes.
        Incidents = new PlantedTotal(
        [
            .. scores.Select(static score => score.Incident).OfType<IncidentScore>().Select(static score => score with { FalseAlarms = [] }),
        ]);
    }

    public NormalOptions Options { get; }

    /// <summary>The incidents that were planted after the normal days.</summary>
    public PlantedTotal Incidents { get; }

    /// <summary>Anomalies raised while nothing was wrong.</summary>
    public Interval Episodes => Interval.OfCount(All.Count(static raised => raised.IsAnomaly));

    public int ForestEpisodes => All.Count(static raised => raised.IsAnomaly && raised.Anomaly.Tier == AnomalyTier.Forest);

    public int Notices => All.Count(static raised => !raised.IsAnomaly);

    /// <summary>Episodes that the options allow the installation in that time.</summary>
    public double Budget =>
        Math.Min(_detection.EpisodesPerWeek * Options.Endpoints, _detection.InstallationEpisodesPerWeek) * Options.Days / WeekDays;

    public long Events => _scores.Sum(static score => score.EventCount);

    public int FittedModels => _scores.Sum(static score => score.FittedModels);

    public int Segments => _scores.Sum(static score => score.Profile.Segments.Count);

    private IEnumerable<RaisedAnomaly> All => _scores.SelectMany(static score => score.Raised);

    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static NormalTable Run(NormalOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        DetectionOptions detection = DetectionOptions.Default with { InstallationEndpoints = options.Endpoints };
        NormalScore[] scores = new NormalScore[options.Endpoints];
        Parallel.For(
            0,
            options.Endpoints,
            new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellationToken },
            index => scores[index] = new NormalRun(index, options).Run(detection, cancellationToken));
        return new NormalTable(options, detection, scores);
    }

    public string ToMarkdown()
    {
        StringBuilder text = new();
        text.AppendLine("| events per second | endpoints | episodes | of the forest | notices |");
        text.AppendLine("| --- | ---: | ---: | ---: | ---: |");
        foreach ((double from, double to) in (ReadOnlySpan<(double, double)>)[(0, 2), (2, 8), (8, 100)])
        {
            NormalScore[] group = [.. _scores.Where(score => score.Profile.RatePerSecond >= from && score.Profile.RatePerSecond < to)];
            RaisedAnomaly[] raised = [.. group.SelectMany(static score => score.Raised)];
            int episodes = raised.Count(static alarm => alarm.IsAnomaly);
            int forest = raised.Count(static alarm => alarm.IsAnomaly && alarm.Anomaly.Tier == AnomalyTier.Forest);
            text.AppendLine(
                CultureInfo.InvariantCulture, $"| {from} to {to} | {group.Length} | {episodes} | {forest} | {raised.Length - episodes} |");
        }

        return text.AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"{Options.Endpoints} endpoints, {Segments} segments, {Options.Days} days")
            .AppendLine(CultureInfo.InvariantCulture, $"{Events:N0} {(Options.IsSingle ? "single" : "pre-aggregated")} events, {FittedModels:N0} forests fitted")
            .AppendLine(CultureInfo.InvariantCulture, $"episodes {Text(Episodes, "0.#")} of {Budget:0.0} allowed")
            .Append(CultureInfo.InvariantCulture, $"incidents afterwards: {Incidents.Detected} of {Incidents.Incidents} found, ")
            .Append(CultureInfo.InvariantCulture, $"recall {Text(Incidents.Recall, "0.000")}, ")
            .AppendLine(CultureInfo.InvariantCulture, $"cause first in {Incidents.CauseFirst}, in three in {Incidents.CauseInThree}")
            .ToString();
    }

    /// <summary>A line for each alarm that there should not have been, and for each incident that was missed or wrongly explained.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (NormalScore score in _scores)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{score.Profile.Name} ({score.Profile.RatePerSecond:0.0}/s)");
            foreach (RaisedAnomaly raised in score.Raised.Where(static raised => raised.IsAnomaly))
            {
                Anomaly anomaly = raised.Anomaly;
                yield return string.Create(
                    CultureInfo.InvariantCulture, $"{name}: {anomaly.Tier} {anomaly.Score:0.0} of {anomaly.Threshold:0.0}: {anomaly.Sentence}");
            }

            if (score.Incident is not { CauseRank: not 1 } incident)
                continue;
            string found = incident.FirstAlarm is { } alarm ? alarm.Anomaly.Sentence : "missed";
            yield return string.Create(
                CultureInfo.InvariantCulture, $"{name}: {incident.Incident.Kind.Name} x{incident.Incident.Magnitude}: {found}");
        }
    }

    private static string Text(Interval interval, string format) => string.Create(
        CultureInfo.InvariantCulture,
        $"{interval.Value.ToString(format, CultureInfo.InvariantCulture)} [{interval.Lower:0.000}, {interval.Upper:0.000}]");
}
