using Pipeline.Core.Features;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Baselines;
using Pipeline.Detection.Monitoring;
using Pipeline.Detection.Training;

namespace Pipeline.Detection;

/// <summary>The forest judges long windows as a whole: combinations that no single feature shows.</summary>
public sealed partial class EndpointDetection
{
    private const int CausesOfForest = 5;
    private const int SegmentsSharing = 4;

    private readonly SortedDictionary<int, SegmentForest> _forests = [];

    /// <summary>Models that are due to be fitted, off the turn; each waits until <see cref="Core.Endpoints.EntryKind.ModelInstalled"/> names it.</summary>
    public IReadOnlyList<TrainingTask> DueTrainings => [.. _forests.Values.Where(forest => forest.Watch.Due is not null).Select(forest => forest.Watch.Due!)];

    /// <summary>Whether any model is due; cheap.</summary>
    public bool IsTrainingDue
    {
        get
        {
            foreach (SegmentForest forest in _forests.Values)
            {
                if (forest.Watch.Due is not null)
                    return true;
            }

            return false;
        }
    }

    /// <summary>Models of this process that came out other than the log says; not part of the state.</summary>
    public int ModelMismatches => _forests.Values.Sum(forest => forest.Watch.HashMismatches);

    /// <summary>False episodes that the forest of one segment may raise in a long window; four segments share an endpoint's, as a rule.</summary>
    private double ForestRate => Math.Min(Options.EpisodesPerWeek, Options.InstallationEpisodesPerWeek / Options.InstallationEndpoints)
        * (1 - FastShare) / SegmentsSharing * Options.ForestWidthMs / WeekMs;

    /// <summary>Hands over a model that was fitted from a due training, so that it need not be fitted again when it is installed.</summary>
    public void Offer(TrainingTask task, ForestModel model)
    {
        ArgumentNullException.ThrowIfNull(task);
        FindForest(task.Segment)?.Watch.Offer(task.Window, model);
    }

    /// <summary>Fits what is due on this thread and installs it at once: for those who replay a history without its models.</summary>
    public void FitDue(IForestFitter fitter)
    {
        ArgumentNullException.ThrowIfNull(fitter);
        if (!IsTrainingDue)
            return;
        foreach (TrainingTask task in DueTrainings)
        {
            ForestModel model = fitter.Fit(task.Rows);
            Offer(task, model);
            FindForest(task.Segment)!.Watch.Install(new InstalledModel(task.Segment, task.Window, model.Hash));
        }
    }

    private void ObserveForests()
    {
        foreach (SegmentWindow window in _judged)
        {
            if (window.Segment == Whole)
                continue;
            SegmentForest forest = ForestOf(window.Segment);
            long number = window.StartUnixMs / Options.ForestWidthMs;
            if (number != forest.Window.Number)
            {
                if (forest.Window.Number >= 0)
                    JudgeLong(window.Segment, forest);
                forest.Window.Begin(number);
            }

            forest.Window.Add(window);
            forest.Window.IsAnomalous |= _episodes.IsOpen(AnomalySeverity.Anomaly);
        }
    }

    private void JudgeLong(int segment, SegmentForest forest)
    {
        if (_segments[segment].Windows <= Options.WarmupWindows)
            return;
        ForestInput[] inputs = forest.Window.ToInputs();
        bool isAnomalous = forest.Window.IsAnomalous;
        if (forest.Watch.Judge(inputs) is { } surprise)
        {
            bool wasAlarming = forest.Alarm.IsAlarming;
            bool isAlarming = forest.Alarm.Observe(surprise, isLearnt: !isAnomalous);
            isAnomalous |= isAlarming;
            if (isAlarming && !wasAlarming && !_episodes.IsOpen(AnomalySeverity.Anomaly))
                RaiseByForest(segment, forest, inputs, surprise);
        }

        forest.Watch.Learn(forest.Window.Number, inputs, isAnomalous);
    }

    private void RaiseByForest(int segment, SegmentForest forest, ForestInput[] inputs, double surprise)
    {
        long start = forest.Window.Number * Options.ForestWidthMs;
        long middle = start + (Options.ForestWidthMs / 2);
        List<AnomalyCause> causes = [];
        List<FeatureVerdict> active = [];
        foreach (ForestShare share in forest.Watch.Explain(inputs, CausesOfForest))
        {
            if (!_segments[segment].TryGet(share.Feature, out FeatureMonitor? monitor))
                continue;
            double expected = monitor.ExpectedAt(middle);
            causes.Add(new AnomalyCause(share.Feature, NameOf(segment), SevenDigits.Of(monitor.LastObservation.Value), expected, surprise * share.Share));
            active.Add(new FeatureVerdict(segment, share.Feature, Judgement.Unknown, surprise, monitor.LastObservation.Value, start, false, false));
        }

        if (causes.Count == 0)
            return;
        (IReadOnlyList<string>, bool) affected = ([NameOf(segment)], WatchedSegments == 1);
        Finding finding = new(
            AnomalySeverity.Anomaly, AnomalyTier.Forest, affected, start, start, start + Options.ForestWidthMs, surprise, forest.Alarm.Threshold, causes);
        Raise(finding, active);
    }

    private SegmentForest ForestOf(int segment)
    {
        if (!_forests.TryGetValue(segment, out SegmentForest? forest))
            _forests.Add(segment, forest = new SegmentForest(Endpoint, NameOf(segment), Options.ForestWidthMs, ForestRate));
        return forest;
    }

    private SegmentForest? FindForest(string segment)
    {
        int number = _names.IndexOf(segment);
        return number >= 0 ? _forests.GetValueOrDefault(number) : null;
    }
}
