using Microsoft.Extensions.Options;
using Pipeline.Core.Endpoints;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Detection;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Tests.Detection;

/// <summary>How an endpoint is watched: by its own settings, which are entries, or by those that are configured for all.</summary>
public sealed class DetectionSettingsTests : IAsyncLifetime
{
    private const string Name = "/recommend";

    private static readonly DetectionSettings s_own = new(true, false, 10_000, 120_000, 40, 0.25, 5, 3, 3_600_000, 30);

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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Configure_ValidSettings_AreInEffectAndSurviveARestart(bool isSnapshotLost)
    {
        await _traffic.SendAsync(_grain, 1);
        Assert.False((await _grain.GetDetectionAsync()).IsOwn);

        Assert.Equal(new DetectionChangeAnswer(DetectionChangeStatus.Applied), await _grain.ConfigureDetectionAsync(s_own));

        Assert.Equal(new DetectionSettingsReport(Name, true, s_own), await _grain.GetDetectionAsync());
        await _cluster.DeactivateAsync(_grain);
        if (isSnapshotLost)
            _settings.Log.LoseLatestSnapshot(_traffic.Stream);
        Assert.Equal(new DetectionSettingsReport(Name, true, s_own), await _grain.GetDetectionAsync());
    }

    [Fact]
    public async Task Configure_UncommittedEntry_IsNotInEffectYet()
    {
        await _traffic.SendAsync(_grain, 1);
        _settings.Log.HoldsCommits = true;
        Task<DetectionChangeAnswer> change = _grain.ConfigureDetectionAsync(s_own);
        await PendingAsync();
        Assert.False((await _grain.GetDetectionAsync()).IsOwn);
        Assert.False(change.IsCompleted);

        _settings.Log.HoldsCommits = false;
        _settings.Log.CommitPending();

        Assert.Equal(DetectionChangeStatus.Applied, (await change).Status);
        Assert.True((await _grain.GetDetectionAsync()).IsOwn);
    }

    [Fact]
    public async Task Configure_SettingsOutOfRange_AreRefusedBeforeTheyAreLogged()
    {
        await _traffic.SendAsync(_grain, 1);
        (DetectionSettings Settings, string Detail)[] wrong =
        [
            (s_own with { FastWidthMs = 30_000 }, "1000, 10000, 60000, 3600000 ms"),
            (s_own with { ForestWidthMs = 15_000 }, "multiple"),
            (s_own with { WarmupWindows = 2 }, "warm-up"),
            (s_own with { EpisodesPerWeek = 0 }, "episodes"),
            (s_own with { InstallationEndpoints = 0 }, "one endpoint"),
            (s_own with { ShiftBecomesUsualMs = 1 }, "shift"),
            (s_own with { CallsMin = 0 }, "calls"),
        ];
        foreach ((DetectionSettings settings, string detail) in wrong)
        {
            DetectionChangeAnswer answer = await _grain.ConfigureDetectionAsync(settings);
            Assert.Equal(DetectionChangeStatus.Invalid, answer.Status);
            Assert.Contains(detail, answer.Detail, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(EntryKind.DetectionOptionsChanged, await _traffic.KindsAsync());
        Assert.False((await _grain.GetDetectionAsync()).IsOwn);
    }

    [Fact]
    public async Task Append_OtherSettingsAreConfigured_TheyAreTheStreamsFirstEntry()
    {
        _settings.Detection.CallsMin = 50;

        await _traffic.SendAsync(_grain, 2);

        Assert.Equal([EntryKind.DetectionOptionsChanged, EntryKind.Section, EntryKind.Section], (await _traffic.KindsAsync()).Take(3));
        DetectionSettingsReport report = await _grain.GetDetectionAsync();
        Assert.Equal((false, 50), (report.IsOwn, report.Settings.CallsMin));
        Assert.Equal(50, (await _traffic.ReplayAsync()).Detection.Options.CallsMin);
    }

    [Fact]
    public async Task Activate_ConfigurationHasChanged_FollowsItOnceUnlessTheEndpointHasItsOwn()
    {
        await _traffic.SendAsync(_grain, 1);
        _settings.Detection.EpisodesPerWeek = 0.123_456;
        await RestartAsync();
        Assert.Equal(0.123, (await _grain.GetDetectionAsync()).Settings.EpisodesPerWeek);
        await RestartAsync();
        Assert.Equal(1, await CountChangesAsync());

        await _grain.ConfigureDetectionAsync(s_own);
        _settings.Detection.EpisodesPerWeek = 2;
        await RestartAsync();

        Assert.Equal(new DetectionSettingsReport(Name, true, s_own), await _grain.GetDetectionAsync());
        Assert.Equal(2, await CountChangesAsync());
    }

    [Fact]
    public async Task GetDetection_NameNeverUsed_GivesItNoStream()
    {
        _settings.Detection.CallsMin = 50;

        await _grain.GetDetectionAsync();
        await _cluster.DeactivateAsync(_grain);

        Assert.Null(await _settings.Log.FindStreamAsync(_traffic.Stream));
    }

    [Fact]
    public void Validate_ConfigurationThatNoEndpointCanHave_IsRefusedByNameAndReason()
    {
        DetectionConfigurationValidator validator = new();
        Assert.True(validator.Validate(null, new DetectionConfiguration()).Succeeded);

        ValidateOptionsResult result = validator.Validate(null, new DetectionConfiguration { FastWidth = TimeSpan.FromSeconds(30) });

        Assert.Contains("Pipeline:Detection: The width of the fast windows is 30000 ms", result.FailureMessage, StringComparison.Ordinal);
    }

    private async Task RestartAsync()
    {
        await _cluster.DeactivateAsync(_grain);
        await _grain.GetDetectionAsync();
        // What an activation appends by itself is applied before an append of later.
        await _traffic.SendAsync(_grain, 1);
    }

    private async Task<int> CountChangesAsync() => (await _traffic.KindsAsync()).Count(kind => kind == EntryKind.DetectionOptionsChanged);

    private async Task PendingAsync()
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(30));
        while (_settings.Log.PendingCount == 0)
        {
            deadline.Token.ThrowIfCancellationRequested();
            await _grain.GetDetectionAsync();
        }
    }
}
