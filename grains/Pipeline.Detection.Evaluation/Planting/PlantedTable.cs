using System.Globalization;
using System.Text;
using Pipeline.Detection.Evaluation.Scoring;

namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>Plants incidents of every kind and magnitude, and says how many were found, how soon and with which cause.</summary>
public sealed class PlantedTable
{
    private readonly List<PlantedRow> _rows;

    private PlantedTable(PlantedOptions options, IReadOnlyList<IncidentScore> scores)
    {
        Options = options;
        Scores = scores;
        _rows = [.. scores.GroupBy(static score => (score.Incident.Kind, Magnitude: MagnitudeOf(score))).Select(static group => new PlantedRow(group.Key.Kind, group.Key.Magnitude, [.. group]))];
        Total = new PlantedTotal([.. scores.Where(static score => score.Incident.Magnitude >= PlantedOptions.MustBeFoundFrom)]);
    }

    public PlantedOptions Options { get; }

    /// <summary>Of what must be found: magnitude 2 and up, and the kinds without one.</summary>
    public PlantedTotal Total { get; }

    internal IReadOnlyList<IncidentScore> Scores { get; }

    internal IReadOnlyList<PlantedRow> Rows => _rows;

    /// <exception cref="ArgumentException">A kind is unknown.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static PlantedTable Run(PlantedOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<PlantedRun> runs = [.. PlanRuns(options)];
        IncidentScore[] scores = new IncidentScore[runs.Count];
        // The long ones first, so that none is left over at the end; each is let go when it is done.
        int[] order = [.. Enumerable.Range(0, runs.Count).OrderByDescending(index => runs[index].IncidentEndUnixMs - runs[index].StartUnixMs)];
        Parallel.ForEach(
            order,
            new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellationToken },
            index => scores[index] = runs[index].Run(options.Detection, cancellationToken));
        return new PlantedTable(options, scores);
    }

    public string ToMarkdown()
    {
        StringBuilder text = new();
        text.AppendLine("| kind | magnitude | incidents | detected | recall | cause first | in three | segment right | false episodes | median delay, windows |");
        text.AppendLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (PlantedRow row in _rows)
            text.AppendLine(row.ToMarkdown());
        text.AppendLine();
        text.AppendLine(Total.ToText());
        return text.ToString();
    }

    /// <summary>A line for each run that went wrong: missed, wrong cause, false.</summary>
    public IEnumerable<string> Faults() => Scores.SelectMany(static score => FaultsOf(score));

    private static IEnumerable<string> FaultsOf(IncidentScore score)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{score.Incident.Kind.Name} x{score.Incident.Magnitude} {score.Endpoint}");
        if (score.Incident.Kind.IsIncident && !score.IsDetected)
            yield return $"{name}: missed; {score.Incident.Change.CauseName}, {score.Incident.Change.Disturbance.Segment ?? "every segment"}";
        if (score.FirstAlarm is { } first && score.CauseRank != 1)
            yield return $"{name}: {score.Incident.Change.CauseName} is cause {score.CauseRank} of: {CausesOf(first)}";
        if (score.FirstAlarm is { } alarm && score.Incident.Kind.IsStep && score.DelayWindows > 2)
            yield return string.Create(CultureInfo.InvariantCulture, $"{name}: late by {score.DelayWindows:0.#} windows ({alarm.Anomaly.Tier})");
        foreach (Feeding.RaisedAnomaly wrong in score.FalseAlarms)
        {
            double minutes = (wrong.RaisedUnixMs - score.Incident.StartUnixMs) / 60_000.0;
            yield return string.Create(CultureInfo.InvariantCulture, $"{name}: false {minutes:0.0} min after the start ({wrong.Anomaly.Tier}, {wrong.Anomaly.Score:0.0} of {wrong.Anomaly.Threshold:0.0}): {wrong.Anomaly.Sentence}");
        }
    }

    private static string CausesOf(Feeding.RaisedAnomaly alarm) => string.Join(
        ", ",
        alarm.Anomaly.Causes.Take(3).Select(static cause => cause.Feature.IsOfOperation ? $"{cause.Feature.Operation} {cause.Feature.Kind}" : $"{cause.Feature.Kind}"));

    private static IEnumerable<PlantedRun> PlanRuns(PlantedOptions options)
    {
        IEnumerable<IncidentKind> kinds = options.Kinds.Count == 0
            ? IncidentKinds.All
            : options.Kinds.Select(static name => IncidentKinds.Find(name) ?? throw new ArgumentException($"There is no kind of incident '{name}'.", nameof(options)));
        foreach (IncidentKind kind in kinds)
        {
            foreach (double magnitude in options.Magnitudes.Order().Where(magnitude => kind.HasMagnitude || magnitude >= PlantedOptions.MustBeFoundFrom))
            {
                int count = Math.Max(1, (int)Math.Round(options.Incidents * kind.RunShare));
                for (int index = 0; index < count; index++)
                    yield return new PlantedRun(kind, magnitude, index, options.Seed);
            }
        }
    }

    private static double MagnitudeOf(IncidentScore score) => score.Incident.Kind.HasMagnitude ? score.Incident.Magnitude : 0;
}
