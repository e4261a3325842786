using Pipeline.Core.Endpoints;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Backtests;
using Pipeline.Detection.Options;
using Pipeline.Detection.Training;

namespace Pipeline.Detection.Tests.Backtests;

public sealed class BacktestRunTests
{
    private const int NormalSeconds = 600;

    [Fact]
    public void Apply_OptionsOfTheLiveDetector_FindsWhatItFound()
    {
        RecordedStream stream = WithIncidents();
        MonitoredEndpoint live = RunLive(stream);
        Assert.Equal(2, live.Detection.Anomalies.Count(static anomaly => anomaly.Severity == AnomalySeverity.Anomaly));
        Assert.Equal(Described(live.Detection.Anomalies), Described(Run(stream, DetectionOptions.Default).Anomalies));
    }

    [Fact]
    public void Apply_LongEnoughForModels_FitsThemAsTheyAreDue()
    {
        RecordedStream stream = new RecordedStream().Calls(9_600).Calls(60, premiumCalls: 847).Calls(300);
        MonitoredEndpoint live = RunLive(stream, out int modelCount);
        Assert.Equal(2, modelCount);
        Assert.NotEmpty(live.Detection.Anomalies);
        Assert.Equal(Described(live.Detection.Anomalies), Described(Run(stream, DetectionOptions.Default).Anomalies));
    }

    [Fact]
    public void Apply_OptionsOfTheLog_AreLeftOut()
    {
        RecordedStream stream = new RecordedStream().Options(DetectionOptions.Default with { IsEnabled = false }).Calls(NormalSeconds).Calls(60, premiumCalls: 847);
        Assert.Empty(RunLive(stream).Detection.Anomalies);
        Anomaly anomaly = Assert.Single(Run(stream, DetectionOptions.Default).Anomalies, static anomaly => anomaly.Severity == AnomalySeverity.Anomaly);
        Assert.Equal("json.dumps", anomaly.Causes[0].Feature.Operation);
        Assert.Empty(Run(stream, DetectionOptions.Default with { IsEnabled = false }).Anomalies);
    }

    [Fact]
    public void Apply_EventsOfAWholeHourLate_CountsThemAsTheLiveDetectorDid()
    {
        RecordedStream stream = new RecordedStream().Calls(NormalSeconds);
        for (int late = 0; late < 30; late++)
            stream.LateCalls(RecordedStream.StartUnixMs + (late * 20_000)).Calls(5);
        stream.Calls(60, premiumCalls: 847).Calls(120);

        // What is stored on the way and loaded back for late events must give what is kept in memory.
        MonitoredEndpoint live = new(RecordedStream.Endpoint);
        WindowShelf shelf = new();
        foreach ((EntryHeader header, byte[] body) in stream.Entries)
        {
            shelf.LoadFor(live.State, header, body);
            live.Apply(header, body);
            shelf.Store(live.State);
        }

        Assert.NotEmpty(live.Detection.Anomalies);
        Assert.True(shelf.LoadedCount > 0);
        Assert.Equal(Described(live.Detection.Anomalies), Described(Run(stream, DetectionOptions.Default).Anomalies));
    }

    [Fact]
    public void Anomalies_Range_HoldsThoseRaisedInItOnly()
    {
        RecordedStream stream = WithIncidents();
        Anomaly[] all = [.. Run(stream, DetectionOptions.Default).Anomalies];
        long raised = BacktestRange.RaisedUnixMs(all[0]);
        Assert.Equal(Described(all[..1]), Described(Run(stream, DetectionOptions.Default, new BacktestRange(raised, raised + 1)).Anomalies));
        Assert.Equal(Described(all[1..]), Described(Run(stream, DetectionOptions.Default, new BacktestRange(raised + 1, long.MaxValue)).Anomalies));
    }

    [Fact]
    public void IsSettled_AfterTheRangeOnceAllIsOver_IsTrue()
    {
        RecordedStream stream = WithIncidents();
        Anomaly first = Run(stream, DetectionOptions.Default).Anomalies[0];
        BacktestRun run = new(RecordedStream.Endpoint, DetectionOptions.Default, new BacktestRange(long.MinValue, BacktestRange.RaisedUnixMs(first) + 1));
        int applied = 0;
        foreach ((EntryHeader header, byte[] body) in stream.Entries.TakeWhile(_ => !run.IsSettled))
        {
            run.Apply(header, body);
            applied++;
        }

        Assert.InRange(applied, 1, stream.Entries.Count - 1);
        Assert.Equal(Described([first]), Described(run.Anomalies));
        Assert.NotNull(run.Anomalies[0].EndedUnixMs);
    }

    private static RecordedStream WithIncidents() =>
        new RecordedStream().Calls(NormalSeconds).Calls(60, premiumCalls: 847).Calls(900).Calls(60, premiumCalls: 400).Calls(900);

    private static BacktestRun Run(RecordedStream stream, DetectionOptions options, BacktestRange? range = null)
    {
        BacktestRun run = new(RecordedStream.Endpoint, options, range ?? BacktestRange.All);
        foreach ((EntryHeader header, byte[] body) in stream.Entries)
            run.Apply(header, body);
        return run;
    }

    private static MonitoredEndpoint RunLive(RecordedStream stream) => RunLive(stream, out _);

    private static MonitoredEndpoint RunLive(RecordedStream stream, out int modelCount)
    {
        modelCount = 0;
        MonitoredEndpoint live = new(RecordedStream.Endpoint);
        foreach ((EntryHeader header, byte[] body) in stream.Entries)
        {
            live.Apply(header, body);
            foreach (TrainingTask task in live.Detection.DueTrainings)
            {
                modelCount++;
                InstalledModel model = new(task.Segment, task.Window, ForestFitter.Instance.Fit(task.Rows).Hash);
                live.Apply(new EntryHeader(EntryKind.ModelInstalled, header.ArrivalUnixMs), InstalledModelCodec.Write(model));
            }
        }

        return live;
    }

    private static IEnumerable<string> Described(IEnumerable<Anomaly> anomalies) => anomalies.Select(static anomaly => string.Join(
        '|',
        [anomaly.Id, anomaly.Sentence, $"{anomaly.SinceUnixMs} {anomaly.LastUnixMs} {anomaly.EndedUnixMs} {anomaly.End} {anomaly.Score:R} {anomaly.ScoreMax:R}",
            .. anomaly.Causes.Concat(anomaly.LaterCauses).Select(static cause => $"{cause.Feature} {cause.Segment} {cause.Observed:R} {cause.Expected:R} {cause.Surprise:R}")]));
}
