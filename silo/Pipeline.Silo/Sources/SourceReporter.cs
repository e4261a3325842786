using Microsoft.Extensions.Options;
using Pipeline.Alerting.Sources;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Grains.Cluster;
using Pipeline.Protocol.Alerting;
using Pipeline.Silo.Cluster;
using Pipeline.Silo.Query.Alerts;
using Pipeline.Silo.Startup;

namespace Pipeline.Silo.Sources;

/// <summary>Hands the watch what was noted, and has alerts told of what it finds. See docs/alerts-api.md.</summary>
/// <remarks>
/// The watch is in memory and begins anew with the silo: what it had found before is withdrawn then. What alerts have not acknowledged is
/// told again, under a revision that rises also over restarts. In a cluster the oldest silo watches for all, since a balancer may send a source
/// to any of them; the others hand it what they note. When it has gone, the next oldest begins anew.
/// </remarks>
internal sealed partial class SourceReporter(
    SourceSightings noted,
    SourceInstruments instruments,
    AlertingGrains grains,
    Readiness readiness,
    ISiloMembers members,
    IOtherSilos others,
    IOptions<SourceOptions> options,
    IOptions<RedisOptions> redis,
    IOptions<SiloClusterOptions> cluster,
    TimeProvider clock,
    ILogger<SourceReporter> logger) : BackgroundService
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    /// <summary>Findings that wait to be acknowledged. There is one at a time, so more are those of many hours without alerts.</summary>
    private const int PendingMax = 64;

    private const int PageSize = 1_000;

    private readonly ILogger _logger = logger;
    private readonly string _reporter = ReporterOf(redis.Value, cluster.Value);
    private SourceWatch _watch = new(ReporterOf(redis.Value, cluster.Value), options.Value.ToSettings());
    private readonly List<Finding> _pending = [];
    private long _revision;
    private long _forgottenBefore;
    private bool _hasWithdrawn;
    private bool _isWatching = true;
    private bool _isFailing;

    /// <summary>Watches until now, and tells what is to be told; called every <see cref="Period"/>.</summary>
    public async Task TickAsync()
    {
        IReadOnlyList<SourceSighting> taken = noted.Take();
        if (!members.Current.IsOldest)
        {
            await HandOnAsync(taken);
            return;
        }

        _isWatching = true;
        foreach (SourceSighting sighting in taken)
            _watch.See(sighting);
        foreach (Finding finding in _watch.Advance(Now()))
            Enqueue(finding);
        instruments.Set(_watch.KnownCount, _watch.MissedCount, _forgottenBefore + _watch.ForgottenCount);
        if (!readiness.IsReady)
            return;
        try
        {
            if (!_hasWithdrawn)
                await WithdrawAsync();
            _hasWithdrawn = true;
            await ReportAsync();
            _isFailing = false;
        }
        catch (Exception exception)
        {
            // Said once, not every ten seconds; it is told again at the next tick.
            if (!_isFailing)
                LogFailed(exception);
            _isFailing = true;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled)
            return;
        using PeriodicTimer timer = new(Period, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TickAsync();
        }
        catch (OperationCanceledException)
        {
            // What is not told is found again, or withdrawn, after the next start.
        }
    }

    /// <summary>Whoever watches for a cluster does it under one name, so that the next one can withdraw what the last one has found.</summary>
    private static string ReporterOf(RedisOptions redis, SiloClusterOptions cluster) =>
        "sources/" + (redis.IsUsed ? cluster.ClusterId : Environment.MachineName).ToLowerInvariant();

    /// <summary>Who watches no more knows nothing of what comes; if it has to watch again, it begins anew.</summary>
    private void BeginAnew()
    {
        _forgottenBefore += _watch.ForgottenCount;
        _watch = new SourceWatch(_reporter, options.Value.ToSettings());
        _pending.Clear();
        _hasWithdrawn = false;
    }

    private async Task HandOnAsync(IReadOnlyList<SourceSighting> sightings)
    {
        if (_isWatching)
            BeginAnew();
        _isWatching = false;
        instruments.Set(0, 0, _forgottenBefore);
        if (sightings.Count == 0 || !readiness.IsReady)
        {
            noted.Add(sightings);
            return;
        }

        try
        {
            await others.SeeAsync(sightings);
            _isFailing = false;
        }
        catch (Exception exception)
        {
            noted.Add(sightings);
            if (!_isFailing)
                LogNotHandedOn(exception);
            _isFailing = true;
        }
    }

    /// <summary>Of each finding only the latest state is worth telling.</summary>
    private void Enqueue(Finding finding)
    {
        _pending.RemoveAll(pending => pending.Id == finding.Id);
        _pending.Add(finding);
        _revision = Math.Max(_revision + 1, Now());
        if (_pending.Count > PendingMax)
        {
            LogDropped(_pending[0].Id);
            _pending.RemoveAt(0);
        }
    }

    private async Task ReportAsync()
    {
        if (_pending.Count == 0)
            return;
        long durable = await grains.Alerts().ReportAsync(Packed.Of(new FindingsUpdate(_reporter, _revision, [.. _pending])));
        if (durable == _revision)
            _pending.Clear();
        else if (durable > _revision)
            // The clock was set back since; what was told under a revision of the past was not taken.
            _revision = durable + 1;
    }

    /// <summary>Ends what an earlier run of this silo has found: who is missed now is not known before it has been watched.</summary>
    private async Task WithdrawAsync()
    {
        AlertPosition? after = null;
        do
        {
            AlertQuery open = new(null, null, null, true, null, null, null, null, PageSize, after);
            AlertPage page = (await grains.Alerts().ListAlertsAsync(Packed.Of(open))).Read();
            foreach (AlertReport alert in page.Alerts.Where(alert => IsOwn(alert.Finding)))
            {
                long now = Now();
                Enqueue(alert.Finding with
                {
                    Last = now,
                    Ended = now,
                    End = "withdrawn",
                    Sentence = alert.Finding.Sentence + " The silo was started anew since: whether they send again is not known.",
                });
            }

            after = page.Next is { } next && AlertPosition.TryParse(next, out AlertPosition? position) ? position : null;
        }
        while (after is not null);
    }

    private bool IsOwn(Finding finding) =>
        finding is { Source: FindingSource.NoData, Rule: SourceWatch.Rule, Ended: null }
        && finding.Id.StartsWith(_reporter + "/", StringComparison.Ordinal)
        && !_pending.Exists(pending => pending.Id == finding.Id);

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    [LoggerMessage(1, LogLevel.Warning, "Alerts could not be told of silent sources; it is tried again.")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "The silo that watches sources does not take what this one has noted; it is tried again.")]
    private partial void LogNotHandedOn(Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "Finding {Finding} about silent sources was dropped: alerts have taken none for too long.")]
    private partial void LogDropped(string finding);
}
