using Pipeline.Core.Endpoints;
using Pipeline.Core.Publications;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Options;
using Pipeline.Detection.Training;

namespace Pipeline.Detection.Evaluation.Feeding;

/// <summary>An endpoint that is fed as its grain would be: sections as they arrive, and the entries that housekeeping appends.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class EndpointFeed
{
    /// <summary>After this long without an entry a stream counts as idle, ms.</summary>
    public const long IdleAfterMs = 30_000;

    /// <summary>How often closed windows and publications are taken off the state, as if stored and acknowledged, ms.</summary>
    private const long RelieveEveryMs = 300_000;

    private readonly HashSet<(string Id, AnomalySeverity Severity)> _known = [];
    private readonly List<RaisedAnomaly> _raised = [];
    private long _lastEntryUnixMs = long.MinValue;
    private long _relievedUnixMs = long.MinValue;
    private long _revision;

    public EndpointFeed(string endpoint, EndpointOptions options, DetectionOptions detection)
        : this(new MonitoredEndpoint(endpoint, options, detection))
    {
    }

    /// <summary>Goes on with an endpoint that was brought back.</summary>
    public EndpointFeed(MonitoredEndpoint monitored) => Monitored = monitored;

    public MonitoredEndpoint Monitored { get; }

    /// <summary>Everything that was found so far, each as it was when it was found.</summary>
    public IReadOnlyList<RaisedAnomaly> Raised => _raised;

    public long EventCount { get; private set; }

    /// <summary>Told of each training whose forest was fitted and installed.</summary>
    public Action<TrainingTask>? OnFitted { get; init; }

    /// <summary>Forests that were fitted and installed.</summary>
    public int FittedModels { get; private set; }

    /// <summary>Told of each training before its forest is fitted.</summary>
    public Action<TrainingTask>? Fitting { get; set; }

    /// <summary>Appends a section.</summary>
    /// <param name="section">Its bytes.</param>
    /// <param name="arrivalUnixMs">When it arrives; not before the last.</param>
    public void Append(ReadOnlySpan<byte> section, long arrivalUnixMs)
    {
        ApplyResult result = Apply(new EntryHeader(EntryKind.Section, arrivalUnixMs), section);
        EventCount += result.AcceptedEvents;
    }

    /// <summary>What a grain's housekeeping does at that time: of a stream that is idle, windows are closed and silence is noticed.</summary>
    public void KeepHouse(long nowUnixMs)
    {
        if (_lastEntryUnixMs == long.MinValue)
            return;
        bool isIdle = nowUnixMs - _lastEntryUnixMs >= IdleAfterMs;
        if (isIdle && (Monitored.State.WouldCloseIdle(nowUnixMs) || Monitored.Detection.WouldNoticeSilence(nowUnixMs)))
            Apply(new EntryHeader(EntryKind.IdleClosed, nowUnixMs), []);
        if (nowUnixMs - _relievedUnixMs >= RelieveEveryMs)
            Relieve(nowUnixMs);
    }

    /// <summary>Watches otherwise from now on.</summary>
    public void Change(DetectionOptions options, long arrivalUnixMs) =>
        Apply(new EntryHeader(EntryKind.DetectionOptionsChanged, arrivalUnixMs), DetectionOptionsCodec.Write(options));

    private ApplyResult Apply(in EntryHeader header, ReadOnlySpan<byte> body)
    {
        ApplyResult result = Monitored.Apply(header, body);
        _lastEntryUnixMs = header.ArrivalUnixMs;
        NoteRaised(header.ArrivalUnixMs);
        FitDue(header.ArrivalUnixMs);
        return result;
    }

    /// <summary>A grain fits off its turn and appends what came of it a little later; here it is the next entry.</summary>
    private void FitDue(long arrivalUnixMs)
    {
        if (!Monitored.Detection.IsTrainingDue)
            return;
        foreach (TrainingTask task in Monitored.Detection.DueTrainings)
        {
            Fitting?.Invoke(task);
            ForestModel model = ForestFitter.Instance.Fit(task.Rows);
            Monitored.Detection.Offer(task, model);
            byte[] body = InstalledModelCodec.Write(new InstalledModel(task.Segment, task.Window, model.Hash));
            Monitored.Apply(new EntryHeader(EntryKind.ModelInstalled, arrivalUnixMs), body);
            FittedModels++;
            OnFitted?.Invoke(task);
        }
    }

    private void NoteRaised(long arrivalUnixMs)
    {
        if (Monitored.Detection.Revision == _revision)
            return;
        _revision = Monitored.Detection.Revision;
        foreach (Anomaly anomaly in Monitored.Detection.Anomalies)
        {
            if (_known.Add((anomaly.Id, anomaly.Severity)))
                _raised.Add(new RaisedAnomaly(anomaly, arrivalUnixMs));
        }
    }

    /// <summary>Takes closed windows and publications off the state at once, as after a snapshot.</summary>
    internal void Relieve(long nowUnixMs)
    {
        _relievedUnixMs = nowUnixMs;
        Monitored.State.MarkStored(Monitored.State.TakeUnsaved());
        List<PublicationMark> marks = [];
        for (int segment = 0; segment < Monitored.State.Publications.SegmentCount; segment++)
            marks.Add(new PublicationMark(segment, Monitored.State.Publications.LastNumber(segment)));
        if (marks.Count > 0)
            Monitored.Apply(new EntryHeader(EntryKind.PublicationsAcknowledged, nowUnixMs), AcknowledgementCodec.Write(marks));
    }
}
