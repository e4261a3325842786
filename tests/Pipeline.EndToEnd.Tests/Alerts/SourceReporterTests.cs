using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Pipeline.Alerting.Sources;
using Pipeline.Grains.Cluster;
using Pipeline.Protocol.Alerting;
using Pipeline.Protocol.Identities;
using Pipeline.Silo.Cluster;
using Pipeline.Silo.Metrics;
using Pipeline.Silo.Metrics.Text;
using Pipeline.Silo.Query.Alerts;
using Pipeline.Silo.Sources;
using Pipeline.Silo.Startup;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests.Alerts;

/// <summary>What the ingest gateway notes becomes findings that alerts are told of until they have them.</summary>
public sealed class SourceReporterTests : IDisposable
{
    private static readonly SourceIdentity s_source = new(new SourceId(0x1234_5678_0000_0000, 1), 0);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ManualTimeProvider _clock = new();
    private readonly FakeAlerts _alerts = new();
    private readonly Readiness _readiness = new();
    private readonly FakeSilos _silos = new();
    private readonly TextExporter _metrics = new();
    private readonly MetricListener _listener;
    private SourceSightings? _sightings;
    private SourceReporter? _reporter;

    public SourceReporterTests() => _listener = new MetricListener(_metrics, MetricListener.CommonMeters);

    public void Dispose()
    {
        _reporter?.Dispose();
        _listener.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task Tick_SourceFallsSilentAndComesBack_IsToldOnceEach()
    {
        await SendForAnHourAsync();
        await PassAsync(TimeSpan.FromMinutes(20));
        FindingsUpdate missed = Assert.Single(_alerts.Reports);
        Finding finding = Assert.Single(missed.Findings);
        Assert.StartsWith("sources/", missed.Reporter, StringComparison.Ordinal);
        Assert.StartsWith(missed.Reporter + "/", finding.Id, StringComparison.Ordinal);
        Assert.Contains("1 of 1 sources has sent nothing since 2026-01-01 01:0", finding.Sentence, StringComparison.Ordinal);
        Assert.Contains("12345678 (last of `/cart`)", finding.Sentence, StringComparison.Ordinal);
        Assert.Equal(finding.Detected, missed.Revision);
        _listener.ReadInstruments();
        string shown = _metrics.Write();
        Assert.Contains("pipeline_sources_known 1", shown, StringComparison.Ordinal);
        Assert.Contains("pipeline_sources_missed 1", shown, StringComparison.Ordinal);

        _sightings!.Note(s_source, "/cart");
        await PassAsync(TimeSpan.FromMinutes(4));
        FindingsUpdate back = Assert.Single(_alerts.Reports.Skip(1));
        Assert.Equal((finding.Id, "recovered"), (Assert.Single(back.Findings).Id, back.Findings[0].End));
        Assert.True(back.Revision > missed.Revision);
    }

    [Fact]
    public async Task Tick_AlertsDoNotAnswer_IsToldAgainUntilTheyDo()
    {
        await SendForAnHourAsync();
        _alerts.Failure = new TimeoutException();
        int tried = 0;
        _alerts.Reported = () => tried++;
        await PassAsync(TimeSpan.FromMinutes(20));
        Assert.Empty(_alerts.Reports);
        Assert.InRange(tried, 2, 1_000);

        _alerts.Failure = null;
        await PassAsync(TimeSpan.FromMinutes(1));
        Assert.Single(Assert.Single(_alerts.Reports).Findings);
    }

    [Fact]
    public async Task Tick_ClockWasSetBackSinceTheLastRun_TakesAHigherRevision()
    {
        long mark = _clock.GetUtcNow().AddDays(30).ToUnixTimeMilliseconds();
        _alerts.Durable = report => Math.Max(report.Revision, mark);
        await SendForAnHourAsync();
        await PassAsync(TimeSpan.FromMinutes(20));
        Assert.Equal(2, _alerts.Reports.Count);
        Assert.Equal(mark + 1, _alerts.Reports[1].Revision);
        Assert.Equal(_alerts.Reports[0].Findings.Select(static finding => finding.Id), _alerts.Reports[1].Findings.Select(static finding => finding.Id));
    }

    [Fact]
    public async Task Tick_AfterARestart_WithdrawsWhatTheRunBeforeHasFound()
    {
        string own = "sources/" + Environment.MachineName.ToLowerInvariant();
        _alerts.Alerts.AddRange([Alert("a1", own + "/77", FindingSource.NoData), Alert("a2", "sources/another/77", FindingSource.NoData), Alert("a3", own + "/78", FindingSource.Budget)]);
        Start(new SourceOptions());
        await _reporter!.TickAsync();
        Assert.Empty(_alerts.Reports);

        _readiness.Set(true);
        await _reporter.TickAsync();
        await _reporter.TickAsync();
        Finding finding = Assert.Single(Assert.Single(_alerts.Reports).Findings);
        Assert.Equal((own + "/77", "withdrawn", _clock.GetUtcNow().ToUnixTimeMilliseconds()), (finding.Id, finding.End, finding.Ended));
        Assert.Equal("Silent. The silo was started anew since: whether they send again is not known.", finding.Sentence);
        Assert.True(Assert.Single(_alerts.Queries).IsOpen);
    }

    [Fact]
    public async Task Tick_AnotherSiloWatches_HandsItWhatWasNotedUntilItHasTakenIt()
    {
        Start(new SourceOptions());
        _readiness.Set(true);
        _silos.IsOldest = false;
        _silos.Failure = new TimeoutException();
        _sightings!.Note(s_source, "/cart");
        long first = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        await PassAsync(SourceReporter.Period);
        _sightings.Note(s_source, "/pay");
        await PassAsync(SourceReporter.Period);
        Assert.Empty(_silos.Seen);

        _silos.Failure = null;
        await PassAsync(SourceReporter.Period);
        SourceSighting seen = Assert.Single(_silos.Seen);
        Assert.Equal((s_source.Id, "/pay", first), (seen.Source, seen.Endpoint, seen.First));
        await PassAsync(SourceReporter.Period);
        Assert.Single(_silos.Seen);
    }

    [Fact]
    public async Task Tick_SourceMovesToAnotherSilo_IsNotMissedByTheOneThatWatches()
    {
        await SendForAnHourAsync();
        for (int tick = 0; tick < 200; tick++)
        {
            // What another silo has noted, and handed to this one.
            long now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
            ((ISightingSink)_sightings!).Add([new SourceSighting(s_source.Id, 0, "/cart", now, now)]);
            await PassAsync(SourceReporter.Period);
        }

        Assert.Empty(_alerts.Reports);
    }

    [Fact]
    public async Task Tick_SiloBecomesTheOldest_BeginsAnewAndMissesNobodyItDidNotWatch()
    {
        await SendForAnHourAsync();
        _silos.IsOldest = false;
        await PassAsync(SourceReporter.Period);
        _silos.IsOldest = true;
        await PassAsync(TimeSpan.FromHours(2));
        Assert.Empty(_alerts.Reports);
    }

    [Fact]
    public async Task Tick_SiloIsNoLongerTheOldest_StillSaysHowManyWereForgotten()
    {
        Start(new SourceOptions());
        for (int source = 0; source < SourceWatch.SourcesMax + 5; source++)
        {
            _sightings!.Note(new SourceIdentity(new SourceId(0, (ulong)source), 0), "/e");
            if (source == SourceWatch.SourcesMax - 1)
                await PassAsync(SourceReporter.Period);
        }

        await PassAsync(SourceReporter.Period);
        Assert.Equal("5", Forgotten());
        _silos.IsOldest = false;
        await PassAsync(SourceReporter.Period);
        Assert.Equal("5", Forgotten());
        _silos.IsOldest = true;
        await PassAsync(SourceReporter.Period);
        Assert.Equal("5", Forgotten());
    }

    private string Forgotten()
    {
        const string Name = "pipeline_sources_forgotten_total ";
        _listener.ReadInstruments();
        return _metrics.Write().Split('\n').Single(static line => line.StartsWith(Name, StringComparison.Ordinal))[Name.Length..];
    }

    [Fact]
    public void Add_NotEnabled_IsRefused()
    {
        Start(new SourceOptions { Enabled = false });
        Assert.Throws<InvalidOperationException>(() => ((ISightingSink)_sightings!).Add([new SourceSighting(s_source.Id, 0, "/cart", 1, 1)]));
        Assert.Empty(_sightings!.Take());
    }

    [Fact]
    public void Note_NotEnabled_NotesNothing()
    {
        Start(new SourceOptions { Enabled = false });
        _sightings!.Note(s_source, "/cart");
        Assert.Empty(_sightings.Take());
    }

    [Fact]
    public async Task Note_FromManyThreads_LosesNoSourceAndNoLastArrival()
    {
        Start(new SourceOptions());
        const int Sources = 200;
        List<SourceSighting> taken = [];
        Task[] noters = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int round = 0; round < 50; round++)
            {
                for (int source = 0; source < Sources; source++)
                    _sightings!.Note(new SourceIdentity(new SourceId(0, (ulong)source), 0), "/e");
            }
        }))];
        while (!Task.WhenAll(noters).IsCompleted)
            taken.AddRange(_sightings!.Take());
        await Task.WhenAll(noters);
        _clock.Advance(TimeSpan.FromSeconds(1));
        for (int source = 0; source < Sources; source++)
            _sightings!.Note(new SourceIdentity(new SourceId(0, (ulong)source), 0), "/e");
        SourceSighting[] last = [.. _sightings!.Take()];
        Assert.Equal(Sources, last.Length);
        Assert.All(last, sighting => Assert.Equal(_clock.GetUtcNow().ToUnixTimeMilliseconds(), sighting.Last));
        Assert.Equal(0, _sightings.OverlookedCount);
    }

    [Fact]
    public void Note_MoreSourcesThanThereIsRoomFor_AreCounted()
    {
        Start(new SourceOptions());
        for (int source = 0; source < 10_005; source++)
            _sightings!.Note(new SourceIdentity(new SourceId(0, (ulong)source), 0), "/e");
        Assert.Equal((10_000, 5), (_sightings!.Take().Count, _sightings.OverlookedCount));
        _sightings.Note(s_source, "/cart");
        Assert.Single(_sightings.Take());
    }

    [Theory]
    [InlineData("00:00:29", "01:00:00", 24, "Pipeline:Sources:Pause is 00:00:29: it takes 00:00:30 to 1.00:00:00.")]
    [InlineData("00:05:00", "00:04:59", 24, "Pipeline:Sources:Regular is 00:04:59: it takes 00:05:00 to 7.00:00:00.")]
    [InlineData("00:05:00", "01:00:00", 0, "Pipeline:Sources:Hours is 0: it takes 1 to 168.")]
    public void Validate_OutOfRange_SaysWhatItTakes(string pause, string regular, int hours, string expected)
    {
        SourceOptions options = new()
        {
            Pause = TimeSpan.Parse(pause, System.Globalization.CultureInfo.InvariantCulture),
            Regular = TimeSpan.Parse(regular, System.Globalization.CultureInfo.InvariantCulture),
            Hours = hours,
        };
        Assert.Equal(expected, Assert.Single(new SourceOptionsValidator().Validate(null, options).Failures!));
        Assert.True(new SourceOptionsValidator().Validate(null, new SourceOptions()).Succeeded);
    }

    private static AlertReport Alert(string id, string finding, FindingSource source)
    {
        AlertReport alert = MadeUp.Alert(id, 100);
        return alert with { Finding = alert.Finding with { Id = finding, Source = source, Rule = "sources", Endpoint = "", Sentence = "Silent." } };
    }

    private void Start(SourceOptions options)
    {
        _sightings = new SourceSightings(Options.Create(options), _clock);
        SourceInstruments instruments = new(_services.GetRequiredService<IMeterFactory>(), _sightings);
        AlertingGrains grains = new(() => _alerts, static () => throw new NotSupportedException(), static () => throw new NotSupportedException());
        _reporter = new SourceReporter(
            _sightings,
            instruments,
            grains,
            _readiness,
            _silos,
            _silos,
            Options.Create(options),
            Options.Create(new RedisOptions()),
            Options.Create(new SiloClusterOptions()),
            _clock,
            NullLogger<SourceReporter>.Instance);
    }

    private async Task SendForAnHourAsync()
    {
        Start(new SourceOptions());
        _readiness.Set(true);
        for (int tick = 0; tick < 380; tick++)
        {
            _sightings!.Note(s_source, "/cart");
            await PassAsync(SourceReporter.Period);
        }
    }

    private async Task PassAsync(TimeSpan time)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += SourceReporter.Period)
        {
            _clock.Advance(SourceReporter.Period);
            await _reporter!.TickAsync();
        }
    }
}
