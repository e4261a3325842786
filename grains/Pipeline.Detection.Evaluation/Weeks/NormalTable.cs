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
        Incidents = new PlantedTotal([.. scores.Select(static score => score.Incident).OfType<IncidentScore>().Select(static score => score with { FalseAlarms = [] })]);
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
            int forest = raised.Count(static alarm => alarm.IsAnomaly && alarm.Anomaly.Tier == AnomalyTier.Forest);
            text.AppendLine(CultureInfo.InvariantCulture, $"| {from} to {to} | {group.Length} | {raised.Count(static alarm => alarm.IsAnomaly)} | {forest} | {raised.Count(static alarm => !alarm.IsAnomaly)} |");
        }

        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Options.Endpoints} endpoints, {Segments} segments, {Options.Days} days, {Events:N0} pre-aggregated events, {FittedModels:N0} forests fitted");
        text.AppendLine(CultureInfo.InvariantCulture, $"episodes {Episodes.Value} [{Episodes.Lower:0.0}, {Episodes.Upper:0.0}] of {Budget:0.0} allowed");
        text.AppendLine(CultureInfo.InvariantCulture, $"incidents afterwards: {Incidents.Detected} of {Incidents.Incidents} found, recall {Incidents.Recall.Value:0.000} [{Incidents.Recall.Lower:0.000}, {Incidents.Recall.Upper:0.000}], cause first in {Incidents.CauseFirst}, in three in {Incidents.CauseInThree}");
        return text.ToString();
    }

    /// <summary>A line for each alarm that there should not have been, and for each incident that was missed or wrongly explained.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (NormalScore score in _scores)
        {
            foreach (RaisedAnomaly raised in score.Raised.Where(static raised => raised.IsAnomaly))
                yield return string.Create(CultureInfo.InvariantCulture, $"{score.Profile.Name} ({score.Profile.RatePerSecond:0.0}/s): {raised.Anomaly.Tier} {raised.Anomaly.Score:0.0} of {raised.Anomaly.Threshold:0.0}: {raised.Anomaly.Sentence}");
            if (score.Incident is { CauseRank: not 1 } incident)
                yield return string.Create(CultureInfo.InvariantCulture, $"{score.Profile.Name} ({score.Profile.RatePerSecond:0.0}/s): {incident.Incident.Kind.Name} x{incident.Incident.Magnitude}: {(incident.FirstAlarm is { } alarm ? alarm.Anomaly.Sentence : "missed")}");
        }
    }
}
