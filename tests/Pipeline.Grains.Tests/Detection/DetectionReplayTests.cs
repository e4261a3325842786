using Pipeline.Core.Endpoints;
using Pipeline.Core.Packing;
using Pipeline.Detection;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Options;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Detection;

namespace Pipeline.Grains.Tests.Detection;

/// <summary>What a grain knows of its anomalies is what the entries make of it, whatever snapshots there are.</summary>
public sealed class DetectionReplayTests : IAsyncLifetime
{
    private const string Name = "/recommend";

    private static readonly EndpointQuery All = new();

    private readonly GrainClusterSettings _settings = new();
    private WatchedTraffic _traffic = null!;
    private GrainCluster _cluster = null!;
    private IEndpointGrain _grain = null!;

    public async Task InitializeAsync()
    {
        _cluster = await GrainCluster.StartAsync(_settings);
        _grain = _cluster.Endpoint(Name);
        _traffic = new WatchedTraffic(_settings, Name);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Deactivate_AfterAnAnomaly_WritesWhatAReplayWithoutSnapshotsGives()
    {
        await RaiseAsync();
        await _cluster.DeactivateAsync(_grain);

        await AssertSnapshotIsThatOfAReplayAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deactivate_InTheMiddleOfAnAnomaly_ItGoesOnAsIfNothingHadBeen(bool isSnapshotLost)
    {
        await RaiseAsync();
        await _cluster.DeactivateAsync(_grain);
        string id = Assert.Single((await _traffic.ReplayAsync()).Detection.Anomalies, IsOpen).Id;
        if (isSnapshotLost)
            _settings.Log.LoseLatestSnapshot(_traffic.Stream);

        await _traffic.SendAsync(_grain, 3, isFailing: true);
        await _traffic.SendAsync(_grain, 60);
        await _cluster.DeactivateAsync(_grain);

        MonitoredEndpoint replayed = await AssertSnapshotIsThatOfAReplayAsync();
        Assert.Equal(AnomalyEnd.Recovered, replayed.Detection.Anomalies.Single(anomaly => anomaly.Id == id).End);
    }

    [Fact]
    public async Task MarkNormal_OpenAnomaly_EndsItAndIsRememberedAfterARestart()
    {
        Anomaly raised = await RaiseAsync();

        Assert.Equal(DetectionChangeStatus.Applied, (await _grain.MarkNormalAsync(raised.Id)).Status);

        await _cluster.DeactivateAsync(_grain);
        MonitoredEndpoint replayed = await AssertSnapshotIsThatOfAReplayAsync();
        Assert.Equal(AnomalyEnd.MarkedNormal, replayed.Detection.Anomalies.Single(anomaly => anomaly.Id == raised.Id).End);
        // Said again it changes nothing, and needs no entry.
        Assert.Equal(DetectionChangeStatus.Applied, (await _grain.MarkNormalAsync(raised.Id)).Status);
        Assert.Equal(1, (await _traffic.KindsAsync()).Count(kind => kind == EntryKind.MarkedNormal));
    }

    [Fact]
    public async Task MarkNormal_UnknownAnomaly_IsNotFoundAndNotLogged()
    {
        await _traffic.SendAsync(_grain, 1);

        DetectionChangeAnswer answer = await _grain.MarkNormalAsync("00000000000000ff");

        Assert.Equal(DetectionChangeStatus.NotFound, answer.Status);
        Assert.Contains("00000000000000ff", answer.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(EntryKind.MarkedNormal, await _traffic.KindsAsync());
    }

    [Fact]
    public async Task Activate_SnapshotFromBeforeThereWasDetection_IsRead()
    {
        EndpointState old = new();
        EntryHeader header = new(EntryKind.Section, _settings.Clock.GetUtcNow().ToUnixTimeMilliseconds()) { RulesVersion = 2 };
        byte[] section = Sections.Of(Name, _settings.Clock.GetUtcNow(), eventCount: 5);
        old.Apply(header, section);
        await _settings.Log.AppendAsync(_traffic.Stream, Offset.Start, new EntryParts(EntryCodec.CreateHeader(header), section));
        await _settings.Log.WriteAsync(new SnapshotWrite(_traffic.Stream, new Offset(1), EndpointSnapshot.Write(old), HasOpenWindows: true));
        // Nothing but the snapshot has it any more.
        _settings.Log.RemoveBefore(_traffic.Stream, new Offset(1));

        Assert.Equal(5, (await _grain.QueryAsync(All)).Count);

        await _traffic.SendAsync(_grain, 2);
        await _cluster.DeactivateAsync(_grain);
        Assert.Equal(125, (await ReadSnapshotAsync()).State.Counters.Events);
    }

    [Fact]
    public async Task Housekeeping_CallsHaveStopped_AppendsTheEntryThatNoticesIt()
    {
        await _traffic.SendAsync(_grain, DetectionOptions.Default.WarmupWindows + 60);
        Assert.DoesNotContain((await _traffic.ReplayAsync()).Detection.Anomalies, IsOpen);

        await AdvanceUntilAsync(async () => (await _traffic.ReplayAsync()).Detection.Anomalies.Any(IsOpen));

        await _cluster.DeactivateAsync(_grain);
        MonitoredEndpoint replayed = await AssertSnapshotIsThatOfAReplayAsync();
        AnomalyCause cause = Assert.Single(replayed.Detection.Anomalies, IsOpen).Causes[0];
        Assert.Equal(0, cause.Observed);
    }

    private static bool IsOpen(Anomaly anomaly) => anomaly is { Severity: AnomalySeverity.Anomaly, End: AnomalyEnd.None };

    private async Task<Anomaly> RaiseAsync()
    {
        await _traffic.SendAsync(_grain, DetectionOptions.Default.WarmupWindows + 60);
        await _traffic.SendAsync(_grain, 6, isFailing: true);
        return Assert.Single((await _traffic.ReplayAsync()).Detection.Anomalies, IsOpen);
    }

    private async Task<MonitoredEndpoint> AssertSnapshotIsThatOfAReplayAsync()
    {
        Snapshot snapshot = (await _settings.Log.ReadLatestAsync(_traffic.Stream))!;
        // An overtaking activation may have written more since.
        MonitoredEndpoint replayed = await _traffic.ReplayAsync(snapshot.Offset);
        Assert.Equal(replayed.WriteSnapshot(), snapshot.Bytes.ToArray());
        return replayed;
    }

    private async Task<MonitoredEndpoint> ReadSnapshotAsync()
    {
        Snapshot snapshot = (await _settings.Log.ReadLatestAsync(_traffic.Stream))!;
        Assert.True(MonitoredEndpoint.TryReadSnapshot(Name, snapshot.Bytes.Span, out MonitoredEndpoint? read, out SnapshotFault fault), fault.ToString());
        return read;
    }

    /// <summary>Lets time pass, and the grain have turns, until it is so.</summary>
    private async Task AdvanceUntilAsync(Func<Task<bool>> isSo)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(60));
        while (!await isSo())
        {
            deadline.Token.ThrowIfCancellationRequested();
            _settings.Clock.Advance(TimeSpan.FromSeconds(5));
            await _grain.QueryAsync(All);
        }
    }
}
