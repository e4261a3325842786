using System.Globalization;
using Pipeline.Detection.Evaluation.Scoring;

namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>Runs counted together.</summary>
public sealed class PlantedTotal
{
    internal PlantedTotal(IReadOnlyList<IncidentScore> scores)
    {
        List<IncidentScore> incidents = [.. scores.Where(static score => score.Incident.Kind.IsIncident)];
        List<IncidentScore> detected = [.. incidents.Where(static score => score.IsDetected)];
        Runs = scores.Count;
        Events = scores.Sum(static score => score.EventCount);
        Incidents = incidents.Count;
        Detected = detected.Count;
        CauseFirst = detected.Count(static score => score.CauseRank == 1);
        CauseInThree = detected.Count(static score => score.CauseRank is 1 or 2 or 3);
        SegmentsRight = detected.Count(static score => score.IsSegmentRight == true);
        FalseEpisodes = scores.Sum(static score => score.FalseAlarms.Count);
        PreIncidentAlarms = scores.Sum(static score => score.PreIncidentAlarms);
        RepeatedAlarms = scores.Sum(static score => score.RepeatedAlarms);
        List<IncidentScore> steps = [.. detected.Where(static score => score.Incident.Kind.IsStep)];
        MedianDelayWindows = DelayOf(steps);
        StepsDetected = steps.Count;
        StepsInTwoWindows = steps.Count(static score => score.DelayWindows <= 2);
        int[] frequencies = [.. incidents.CountBy(static score => score.Incident.Change.CauseName).Select(static pair => pair.Value).OrderDescending()];
        ConstantFirst = frequencies.FirstOrDefault();
        ConstantInThree = frequencies.Take(3).Sum();
    }

    public int Runs { get; }

    public long Events { get; }

    public int Incidents { get; }

    public int Detected { get; }

    /// <summary>Incidents whose first alarm names the right cause first.</summary>
    public int CauseFirst { get; }

    public int CauseInThree { get; }

    /// <summary>Detected incidents whose first alarm says for whom it is: the one segment, or every one.</summary>
    public int SegmentsRight { get; }

    public int FalseEpisodes { get; }

    public int PreIncidentAlarms { get; }

    public int RepeatedAlarms { get; }

    /// <summary>Of incidents that were there at once; NaN if none was detected.</summary>
    public double MedianDelayWindows { get; }

    public int StepsDetected { get; }

    /// <summary>Incidents that were there at once and were found within two closed windows.</summary>
    public int StepsInTwoWindows { get; }

    /// <summary>Incidents whose cause is the most frequent one.</summary>
    public int ConstantFirst { get; }

    /// <summary>Incidents whose cause is one of the three most frequent ones.</summary>
    public int ConstantInThree { get; }

    public Interval Recall => Interval.OfShare(Detected, Incidents);

    /// <summary>Of the alarms, those that found an incident.</summary>
    public Interval Precision => Interval.OfShare(Detected, Detected + FalseEpisodes);

    public string ToText() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        magnitude {PlantedOptions.MustBeFoundFrom} and up: {Incidents} incidents in {Runs} runs of {Events:N0} events
        detected {Detected}, recall {Text(Recall)}, precision {Text(Precision)}, false episodes {FalseEpisodes} (right before an incident {PreIncidentAlarms})
        cause first {Text(Interval.OfShare(CauseFirst, Detected))}, in three {Text(Interval.OfShare(CauseInThree, Detected))} of the detected; always the most frequent ones: {Text(Interval.OfShare(ConstantFirst, Incidents))}, {Text(Interval.OfShare(ConstantInThree, Incidents))}
        step changes: median delay {MedianDelayWindows:0.#} windows, within two windows {Text(Interval.OfShare(StepsInTwoWindows, StepsDetected))}
        """);

    internal static double DelayOf(IReadOnlyList<IncidentScore> scores)
    {
        double[] delays = [.. scores.Where(static score => score.IsDetected).Select(static score => score.DelayWindows).Order()];
        if (delays.Length == 0)
            return double.NaN;
        int half = delays.Length / 2;
        return delays.Length % 2 == 1 ? delays[half] : (delays[half - 1] + delays[half]) / 2;
    }

    private static string Text(Interval share) =>
        string.Create(CultureInfo.InvariantCulture, $"{share.Value:0.000} [{share.Lower:0.000}, {share.Upper:0.000}]");
}
