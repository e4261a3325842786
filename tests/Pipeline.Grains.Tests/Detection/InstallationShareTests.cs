using Pipeline.Core.Endpoints;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions.Detection;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Tests.Detection;

/// <summary>The installation's false alarms are divided by how many endpoints there are, and each endpoint's log says by how many.</summary>
public sealed class InstallationShareTests : IAsyncLifetime
{
    private const string Name = "/recommend";

    private static readonly TimeSpan s_spread = TimeSpan.FromMinutes(5);

    private readonly GrainClusterSettings _settings = new();
    private GrainCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await GrainCluster.StartAsync(_settings);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Report_EndpointsThatTheCatalogKnows_BecomeAnEntryThatAReplayGoesBy()
    {
        await _cluster.Catalog.AdmitEndpointsAsync([Name, "a", "b", "c", "d"]);
        WatchedTraffic traffic = new(_settings, Name);
        await traffic.SendAsync(_cluster.Endpoint(Name), 2);
        _settings.Reporter.Report(await _cluster.Endpoint(Name).SummarizeAsync());
        Assert.Null(_settings.Reporter.EndpointCount);

        Assert.True(await _settings.Reporter.FlushAsync(_cluster.Catalog));

        Assert.Equal(5, _settings.Reporter.EndpointCount);
        await UntilSharedByAsync(8, Name);
        Assert.False((await _cluster.Endpoint(Name).GetDetectionAsync()).IsOwn);
        Assert.Equal(1, await CountChangesAsync(Name));
        Assert.Equal(8, (await traffic.ReplayAsync()).Detection.Options.InstallationEndpoints);
    }

    [Fact]
    public async Task Housekeeping_NumberRisesAndFalls_OnlyAHigherPowerOrAQuarterIsAnEntry()
    {
        await SendAsync(Name);
        _settings.Reporter.NoteEndpointCount(9);
        await UntilSharedByAsync(16, Name);

        foreach (int count in new[] { 16, 12, 5 })
        {
            _settings.Reporter.NoteEndpointCount(count);
            await PassAsync(s_spread + s_spread, Name);
            Assert.Equal((16, 1), (await ShareAsync(Name), await CountChangesAsync(Name)));
        }

        _settings.Reporter.NoteEndpointCount(4);
        await UntilSharedByAsync(4, Name);
        _settings.Reporter.NoteEndpointCount(10_000);
        await UntilSharedByAsync(16_384, Name);
        Assert.Equal(3, await CountChangesAsync(Name));
    }

    [Fact]
    public async Task Activate_ShareWasFollowed_StaysAndIsNoNewEntry()
    {
        await SendAsync(Name);
        _settings.Reporter.NoteEndpointCount(3);
        await UntilSharedByAsync(4, Name);

        await _cluster.DeactivateAsync(_cluster.Endpoint(Name));
        await SendAsync(Name);

        Assert.Equal((4, 1), (await ShareAsync(Name), await CountChangesAsync(Name)));
    }

    [Fact]
    public async Task Housekeeping_SettingsOfItsOwn_GoBeforeTheNumberOfEndpoints()
    {
        await SendAsync(Name);
        await SendAsync("/follows");
        DetectionSettingsReport before = await _cluster.Endpoint(Name).GetDetectionAsync();
        await _cluster.Endpoint(Name).ConfigureDetectionAsync(before.Settings with { InstallationEndpoints = 3 });

        _settings.Reporter.NoteEndpointCount(100);
        await UntilSharedByAsync(128, "/follows");
        await PassAsync(s_spread + s_spread, Name);

        Assert.Equal((3, 1), (await ShareAsync(Name), await CountChangesAsync(Name)));
    }

    [Fact]
    public async Task Housekeeping_NumberIsConfigured_GoesBeforeTheNumberOfEndpoints()
    {
        _settings.Detection.InstallationEndpoints = 3;
        await SendAsync(Name);

        _settings.Reporter.NoteEndpointCount(100);
        await PassAsync(s_spread + s_spread, Name);

        Assert.Equal((3, 1), (await ShareAsync(Name), await CountChangesAsync(Name)));
    }

    [Fact]
    public async Task Housekeeping_NameNeverUsed_GivesItNoStream()
    {
        await SendAsync("/follows");
        await _cluster.Endpoint(Name).GetDetectionAsync();

        _settings.Reporter.NoteEndpointCount(100);
        await UntilSharedByAsync(128, "/follows");
        await PassAsync(s_spread + s_spread, Name);

        Assert.Null(await _settings.Log.FindStreamAsync(EndpointStream.NameOf(Name)));
    }

    [Fact]
    public async Task Housekeeping_ManyEndpoints_FollowAtTimesOfTheirOwn()
    {
        string[] names = [.. Enumerable.Range(0, 40).Select(number => $"/endpoint/{number}")];
        foreach (string name in names)
            await SendAsync(name);

        _settings.Reporter.NoteEndpointCount(10_000);
        await UntilSharedByAsync(16_384, names);

        List<long> minutes = [];
        foreach (string name in names)
        {
            List<EntryHeader> changes = await ChangesAsync(name);
            minutes.Add(Assert.Single(changes).ArrivalUnixMs / 60_000);
        }

        Assert.InRange(minutes.Distinct().Count(), 4, 7);
        Assert.All(minutes.GroupBy(minute => minute), group => Assert.InRange(group.Count(), 1, names.Length / 2));
    }

    private Task SendAsync(string name) => new WatchedTraffic(_settings, name).SendAsync(_cluster.Endpoint(name), 1);

    private async Task<int> ShareAsync(string name) => (await _cluster.Endpoint(name).GetDetectionAsync()).Settings.InstallationEndpoints;

    /// <summary>Lets time pass, housekeeping by housekeeping; each question is a turn of the grain behind it.</summary>
    private async Task PassAsync(TimeSpan time, string name)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += _settings.Options.HousekeepingPeriod)
        {
            _settings.Clock.Advance(_settings.Options.HousekeepingPeriod);
            await ShareAsync(name);
        }
    }

    private async Task UntilSharedByAsync(int share, params string[] names)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(1));
        HashSet<string> waiting = [.. names];
        while (waiting.Count > 0)
        {
            Assert.False(deadline.IsCancellationRequested, $"{waiting.Count} endpoints did not come to a share of {share} within a minute.");
            _settings.Clock.Advance(_settings.Options.HousekeepingPeriod);
            foreach (string name in names)
            {
                if (await ShareAsync(name) == share)
                    waiting.Remove(name);
            }
        }
    }

    private async Task<int> CountChangesAsync(string name) => (await ChangesAsync(name)).Count;

    private async Task<List<EntryHeader>> ChangesAsync(string name)
    {
        List<EntryHeader> changes = [];
        await foreach (LogEntry entry in _settings.Log.ReadAsync(EndpointStream.NameOf(name), Offset.Start))
        {
            Assert.True(EntryCodec.TryRead(entry.Bytes.Span, out EntryHeader header, out _));
            if (header.Kind == EntryKind.DetectionOptionsChanged)
                changes.Add(header);
        }

        return changes;
    }
}
