using System.Globalization;
using Pipeline.Detection.Incidents;

namespace Pipeline.Detection.Evaluation.Recorded;

/// <summary>Judges the groups of a recording against its labels.</summary>
/// <remarks>
/// An alarm is a group, at the end of the window that gave it away. Within a label the first one found the incident and the others repeat it.
/// In the two windows before a label an alarm is a pre-incident one, elsewhere a false episode; unless it began within the label before: then
/// it is that incident's tail and counts for nothing. What is raised during the warm-up is counted apart.
/// </remarks>
public sealed class RecordedScore
{
    private const int WindowsBefore = 2;

    private readonly List<AnomalyGroup> _false = [];
    private readonly List<AnomalyGroup> _preIncident = [];

    /// <param name="labels">In the order of time, apart from each other.</param>
    /// <param name="groups">In the order in which they were raised.</param>
    /// <param name="windowMs">Width of the windows, ms.</param>
    /// <param name="judgedFromUnixMs">End of the warm-up, Unix ms.</param>
    public RecordedScore(IReadOnlyList<IncidentLabel> labels, IReadOnlyList<AnomalyGroup> groups, long windowMs, long judgedFromUnixMs)
    {
        WindowMs = windowMs;
        AnomalyGroup?[] first = new AnomalyGroup?[labels.Count];
        foreach (AnomalyGroup group in groups)
        {
            int at = IndexOf(labels, group.RaisedUnixMs);
            if (at >= 0 && first[at] is null)
                first[at] = group;
            else if (at >= 0)
                RepeatedAlarms++;
            else if (group.RaisedUnixMs <= judgedFromUnixMs)
                WarmupAlarms++;
            else if (labels.Any(label => group.SinceUnixMs >= label.FromUnixMs && group.SinceUnixMs < label.ToUnixMs))
                TailAlarms++;
            else if (labels.Any(label => group.RaisedUnixMs <= label.FromUnixMs && group.RaisedUnixMs > label.FromUnixMs - (WindowsBefore * windowMs)))
                _preIncident.Add(group);
            else
                _false.Add(group);
        }

        Labels = [.. labels.Select((label, index) => new LabelScore(label, first[index], RankOf(label, first[index])))];
        int[] frequencies = [.. labels.CountBy(static label => label.Cause).Select(static pair => pair.Value).OrderDescending()];
        ConstantFirst = frequencies.FirstOrDefault();
        ConstantInThree = frequencies.Take(3).Sum();
    }

    public long WindowMs { get; }

    public IReadOnlyList<LabelScore> Labels { get; }

    public int Detected => Labels.Count(static label => label.IsDetected);

    public int CauseFirst => Labels.Count(static label => label.CauseRank == 1);

    public int CauseInThree => Labels.Count(static label => label.CauseRank is 1 or 2 or 3);

    public int FalseEpisodes => _false.Count;

    public int PreIncidentAlarms => _preIncident.Count;

    public int RepeatedAlarms { get; }

    public int TailAlarms { get; }

    public int WarmupAlarms { get; }

    public int ConstantFirst { get; }

    public int ConstantInThree { get; }

    /// <summary>Windows of an incident that had closed when it was found; NaN if none was.</summary>
    public double MedianDelayWindows
    {
        get
        {
            double[] delays =
            [
                .. Labels.Where(static label => label.IsDetected)
                    .Select(label => (label.FirstAlarm!.RaisedUnixMs - label.Label.FromUnixMs) / (double)WindowMs)
                    .Order(),
            ];
            if (delays.Length == 0)
                return double.NaN;
            int half = delays.Length / 2;
            return delays.Length % 2 == 1 ? delays[half] : (delays[half - 1] + delays[half]) / 2;
        }
    }

    /// <summary>A line for each incident, then for each alarm that there should not have been.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (LabelScore score in Labels)
        {
            string verdict = score switch
            {
                { IsDetected: false } => "missed",
                { CauseRank: 1 } => "right",
                { CauseRank: > 1 and <= 3 } => $"in three ({score.CauseRank})",
                _ => "wrong",
            };
            string named = score.FirstAlarm is { } alarm ? $"window {(alarm.RaisedUnixMs - score.Label.FromUnixMs) / WindowMs}: {CausesOf(alarm)}" : "-";
            yield return $"{TimeOf(score.Label.FromUnixMs)} {score.Label.Metric} {score.Label.Cause}: {verdict}; {named}";
        }

        foreach (AnomalyGroup group in _preIncident)
            yield return $"{TimeOf(group.RaisedUnixMs)} before an incident: {TextOf(group)}";
        foreach (AnomalyGroup group in _false)
            yield return $"{TimeOf(group.RaisedUnixMs)} false: {TextOf(group)}";
    }

    private static string TextOf(AnomalyGroup group) => $"{CausesOf(group)}; {group.Anomalies[0].Sentence}";

    private static string CausesOf(AnomalyGroup group) => string.Join(
        ", ",
        group.FirstCauses.Take(3).Select(static cause => string.Create(
            CultureInfo.InvariantCulture,
            $"{cause.Name} [{cause.Cause.Feature.Kind} {cause.Cause.Observed:0.###} for {cause.Cause.Expected:0.###}, +{cause.Cause.ExtraFailures:0.#} failures, +{cause.Cause.ExtraMs:0} ms]")));

    private static string TimeOf(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>The label whose windows' ends hold a time; -1 if none does.</summary>
    private static int IndexOf(IReadOnlyList<IncidentLabel> labels, long raisedUnixMs)
    {
        for (int index = 0; index < labels.Count; index++)
        {
            if (raisedUnixMs > labels[index].FromUnixMs && raisedUnixMs <= labels[index].ToUnixMs)
                return index;
        }

        return -1;
    }

    private static int RankOf(IncidentLabel label, AnomalyGroup? alarm)
    {
        for (int index = 0; alarm is not null && index < alarm.FirstCauses.Count; index++)
        {
            if (alarm.FirstCauses[index].Name == label.Cause)
                return index + 1;
        }

        return 0;
    }
}
