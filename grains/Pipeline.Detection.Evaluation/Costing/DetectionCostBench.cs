using Pipeline.Core.Endpoints;
using Pipeline.Detection.Evaluation.Feeding;
using Pipeline.Detection.Options;
using Pipeline.Detection.Training;

namespace Pipeline.Detection.Evaluation.Costing;

/// <summary>Measures what detection takes of processor and memory: the same entries through endpoints with it and without it.</summary>
/// <remarks>
/// One endpoint of either kind is fed the history; all others begin with its snapshot, so that forests are at work. Then both kinds are fed
/// in turns of ten minutes, and the CPU time of the process is counted for each: whatever else goes on while measuring counts too, so
/// nothing else of the process should. One thread.
/// </remarks>
public sealed class DetectionCostBench
{
    // Brings models to hand and code to its last form before anything is counted.
    private const int WarmUpMinutes = 10;
    private const int TurnMinutes = 10;
    private const int StepsPerMinute = 6;
    private const int Fits = 50;

    private static readonly long StartUnixMs = new DateTimeOffset(2024, 3, 4, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly DetectionCostOptions _options;
    private readonly CostTraffic _traffic;
    private readonly CancellationToken _cancellationToken;
    private readonly HashSet<string> _trained = [];
    private long _now = StartUnixMs;
    private TrainingRows? _rows;

    private DetectionCostBench(DetectionCostOptions options, CancellationToken cancellationToken)
    {
        _options = options;
        _traffic = new CostTraffic(options);
        _cancellationToken = cancellationToken;
    }

    /// <exception cref="ArgumentOutOfRangeException">The history is too short for a forest.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static DetectionCost Run(DetectionCostOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new DetectionCostBench(options, cancellationToken).Run();
    }

    private DetectionCost Run()
    {
        EndpointFeed first = new("/cost", EndpointOptions.Default, DetectionOptions.Default) { OnFitted = NoteTraining };
        EndpointFeed firstOff = new("/cost", EndpointOptions.Default, DetectionOptions.Default with { IsEnabled = false });
        FeedHistory(first, firstOff);
        if (_rows is null)
            throw new ArgumentOutOfRangeException(null, $"{_options.HistoryMinutes} minutes of history are too few for a forest.");

        byte[][] warmUp = NextSections(WarmUpMinutes);
        (EndpointFeed[] off, long memoryOff) = Restore(firstOff, warmUp);
        (EndpointFeed[] on, long memoryOn) = Restore(first, warmUp);
        Pass(warmUp);

        TimeSpan cpuOff = default;
        TimeSpan cpuOn = default;
        long eventsBefore = on[0].EventCount;
        for (int minute = 0; minute < _options.Minutes; minute += TurnMinutes)
        {
            byte[][] sections = NextSections(Math.Min(TurnMinutes, _options.Minutes - minute));
            cpuOff += CpuOf(() => Append(off, sections));
            cpuOn += CpuOf(() => Append(on, sections));
            Pass(sections);
        }

        Relieve([off[0], on[0]], 0);
        double hours = _options.Endpoints * _options.Minutes / 60.0;
        (double fitMs, long modelBytes) = MeasureFits(_rows);
        return new DetectionCost(
            _options,
            on[0].EventCount - eventsBefore,
            cpuOff.TotalSeconds / hours,
            cpuOn.TotalSeconds / hours,
            memoryOff,
            memoryOn,
            off[0].Monitored.WriteSnapshot().Length,
            on[0].Monitored.WriteSnapshot().Length,
            fitMs,
            modelBytes,
            _trained.Count);
    }

    /// <summary>Both get all; models are fitted as soon as they are due.</summary>
    private void FeedHistory(EndpointFeed on, EndpointFeed off)
    {
        on.Fitting = task =>
        {
            _rows = task.Rows;
            _trained.Add(task.Segment);
        };
        for (int minute = 0; minute < _options.HistoryMinutes; minute++)
        {
            byte[][] sections = NextSections(1);
            Append([on, off], sections);
            Pass(sections);
        }
    }

    private void NoteTraining(TrainingTask task)
    {
        _rows = task.Rows;
        _trained.Add(task.Segment);
    }

    /// <summary>So many endpoints as the one is, after some minutes more, and the memory of each.</summary>
    private (EndpointFeed[] Feeds, long MemoryBytes) Restore(EndpointFeed from, byte[][] warmUp)
    {
        byte[] snapshot = from.Monitored.WriteSnapshot();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        EndpointFeed[] feeds = new EndpointFeed[_options.Endpoints];
        for (int index = 0; index < feeds.Length; index++)
        {
            if (!MonitoredEndpoint.TryReadSnapshot("/cost", snapshot, out MonitoredEndpoint? read, out SnapshotFault fault))
                throw new InvalidOperationException($"A snapshot that was just written cannot be read: {fault}.");
            feeds[index] = new EndpointFeed(read);
        }

        Append(feeds, warmUp);
        Relieve(feeds, warmUp.Length);
        return (feeds, (GC.GetTotalMemory(forceFullCollection: true) - before) / feeds.Length);
    }

    private byte[][] NextSections(int minutes)
    {
        byte[][] sections = new byte[minutes * StepsPerMinute][];
        for (int step = 0; step < sections.Length; step++)
            sections[step] = _traffic.Next(_now + (step * CostTraffic.StepMs));
        return sections;
    }

    private void Pass(byte[][] sections) => _now += sections.Length * CostTraffic.StepMs;

    private void Append(ReadOnlySpan<EndpointFeed> feeds, byte[][] sections)
    {
        for (int step = 0; step < sections.Length; step++)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            long arrival = _now + ((step + 1) * CostTraffic.StepMs);
            foreach (EndpointFeed feed in feeds)
            {
                feed.Append(sections[step], arrival);
                feed.KeepHouse(arrival);
            }
        }
    }

    // What waits to be stored or published is the endpoint's own; it would hide what detection adds.
    private void Relieve(ReadOnlySpan<EndpointFeed> feeds, int steps)
    {
        foreach (EndpointFeed feed in feeds)
            feed.Relieve(_now + (steps * CostTraffic.StepMs));
    }

    private static TimeSpan CpuOf(Action action)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        action();
        return Environment.CpuUsage.TotalTime - before;
    }

    private static (double FitMs, long ModelBytes) MeasureFits(TrainingRows rows)
    {
        ForestModel[] models = new ForestModel[Fits];
        models[0] = ForestFitter.Instance.Fit(rows);
        models[0] = ForestFitter.Instance.Fit(rows);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        TimeSpan taken = CpuOf(() =>
        {
            for (int fit = 0; fit < Fits; fit++)
                models[fit] = ForestFitter.Instance.Fit(rows);
        });
        // The one that was there before has made room for another.
        long bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (Fits - 1);
        GC.KeepAlive(models);
        return (taken.TotalMilliseconds / Fits, bytes);
    }
}
