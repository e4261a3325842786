using Pipeline.Core.Endpoints;
using Pipeline.Detection;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Queries;
using Pipeline.Protocol.Wire;

namespace Pipeline.Grains.Tests.Training;

/// <summary>A forest is fitted off the turn, installed by an entry, and the same again for whoever replays the stream.</summary>
public sealed class TrainingTests : IAsyncLifetime
{
    private const string Name = "/recommend";
    private const int WindowSeconds = 10;

    // After the warm-up of 30 windows, 128 to learn from, and some for those that are still open.
    private const int WindowsUntilDue = 165;

    private static readonly StreamName Stream = EndpointStream.NameOf(Name);
    private static readonly EndpointQuery All = new();

    private readonly GrainClusterSettings _settings = new();
    private readonly Random _random = new(1);
    private GrainCluster _cluster = null!;
    private IEndpointGrain _grain = null!;

    public async Task InitializeAsync()
    {
        _settings.Detection.ForestWidth = TimeSpan.FromSeconds(WindowSeconds);
        _cluster = await GrainCluster.StartAsync(_settings);
        _grain = _cluster.Endpoint(Name);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Housekeeping_TrainingIsDue_InstallsAModelThatAReplayFitsAgain()
    {
        await AppendWindowsAsync(WindowsUntilDue);
        await ModelsInstalledAsync(1);
        await AppendWindowsAsync(20);

        await _cluster.DeactivateAsync(_grain);

        Snapshot snapshot = (await _settings.Log.ReadLatestAsync(Stream))!;
        MonitoredEndpoint replayed = await ReplayAsync(snapshot.Offset);
        Assert.True(MonitoredEndpoint.TryReadSnapshot(Name, snapshot.Bytes.Span, out MonitoredEndpoint? live, out _));
        Assert.Equal(Convert.ToHexString(live.Detection.Write()), Convert.ToHexString(replayed.Detection.Write()));
        Assert.Equal(live.Detection.Anomalies.Select(anomaly => anomaly.Id), replayed.Detection.Anomalies.Select(anomaly => anomaly.Id));
        Assert.False(replayed.Detection.IsTrainingDue);
        Assert.Equal(0, replayed.Detection.ModelMismatches);
    }

    [Fact]
    public async Task Activate_AllSnapshotsLostAfterAModelWasInstalled_WritesTheSameSnapshotAgain()
    {
        await AppendWindowsAsync(WindowsUntilDue);
        await ModelsInstalledAsync(1);
        await AppendWindowsAsync(20);
        await _cluster.DeactivateAsync(_grain);
        Snapshot before = (await _settings.Log.ReadLatestAsync(Stream))!;
        _settings.Log.LoseLatestSnapshot(Stream);
        _settings.Log.LoseLatestSnapshot(Stream);

        await _grain.QueryAsync(All);
        await _cluster.DeactivateAsync(_grain);

        Snapshot after = (await _settings.Log.ReadLatestAsync(Stream))!;
        Assert.Equal(before.Offset, after.Offset);
        Assert.Equal(Convert.ToHexString(before.Bytes.Span), Convert.ToHexString(after.Bytes.Span));
    }

    [Fact]
    public async Task Housekeeping_SecondTraining_InstallsAnotherModel()
    {
        await AppendWindowsAsync(WindowsUntilDue);
        await ModelsInstalledAsync(1);
        await AppendWindowsAsync(130);

        IReadOnlyList<byte[]> models = await ModelsInstalledAsync(2);

        Assert.Equal(2, models.Count);
        Assert.NotEqual(Convert.ToHexString(models[0]), Convert.ToHexString(models[1]));
    }

    private async Task AppendWindowsAsync(int count)
    {
        for (int window = 0; window < count; window++)
        {
            AppendAnswer answer = await _grain.AppendAsync(new SectionAppend(Section(), null));
            Assert.Equal(SectionStatus.Applied, answer.Status);
            _settings.Clock.Advance(TimeSpan.FromSeconds(WindowSeconds));
        }
    }

    private byte[] Section()
    {
        SectionWriter writer = new(Name);
        for (int index = 0; index < 24; index++)
        {
            EventRecord record = new()
            {
                Endpoint = Name,
                TimeUnixMs = _settings.Clock.GetUtcNow().ToUnixTimeMilliseconds(),
                Segment = "premium",
                DurationNs = 5_000_000 + _random.Next(2_000_000),
            };
            record.Operations.Add(new OperationUsage("json.dumps", OperationKind.Function, CallsMilli: 1_000 * (2 + _random.Next(4)), TimeNs: 1_000_000 + _random.Next(500_000)));
            writer.Add(record);
        }

        return writer.ToArray();
    }

    /// <summary>Awaits that the log names so many models; each question asked meanwhile is a turn of the grain.</summary>
    private async Task<IReadOnlyList<byte[]>> ModelsInstalledAsync(int count)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(60));
        while (true)
        {
            Assert.False(deadline.IsCancellationRequested, $"{count} models were not installed within a minute.");
            List<byte[]> models = [];
            await foreach (LogEntry entry in _settings.Log.ReadAsync(Stream, Offset.Start))
            {
                if (EntryCodec.TryRead(entry.Bytes.Span, out EntryHeader header, out ReadOnlySpan<byte> body) && header.Kind == EntryKind.ModelInstalled)
                    models.Add(body.ToArray());
            }

            if (models.Count >= count)
                return models;
            _settings.Clock.Advance(TimeSpan.FromMilliseconds(10));
            await _grain.QueryAsync(All);
        }
    }

    private async Task<MonitoredEndpoint> ReplayAsync(Offset upTo)
    {
        MonitoredEndpoint replayed = new(Name);
        await foreach (LogEntry entry in _settings.Log.ReadAsync(Stream, Offset.Start))
        {
            if (entry.Offset >= upTo)
                break;
            Assert.True(EntryCodec.TryRead(entry.Bytes.Span, out EntryHeader header, out ReadOnlySpan<byte> body));
            replayed.Apply(header, body);
        }

        return replayed;
    }
}
