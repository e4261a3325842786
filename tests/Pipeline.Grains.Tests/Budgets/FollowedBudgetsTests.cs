using System.Diagnostics.Metrics;
using Pipeline.Core.Endpoints;
using Pipeline.Detection;
using Pipeline.Detection.Budgets;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Grains.Alerting;
using Pipeline.Grains.Tests.Detection;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Tests.Budgets;

/// <summary>Endpoints take the budgets that are about them by entries of their streams, and say where they broke them.</summary>
public sealed class FollowedBudgetsTests : IAsyncLifetime
{
    private const string Name = "/recommend";

    // Each event of the traffic calls redis three times.
    private static readonly Budget s_redis = new("redis", BudgetMetric.OperationCalls, BudgetScope.WorstEvent, 2, Endpoint: "/rec*", OperationKind: "dependency");

    private readonly GrainClusterSettings _settings = new();
    private GrainCluster _cluster = null!;
    private WatchedTraffic _traffic = null!;

    private IBudgetGrain Budgets => _cluster.Grains.GetGrain<IBudgetGrain>(IBudgetGrain.Key);

    private IEndpointGrain Endpoint => _cluster.Endpoint(Name);

    public async Task InitializeAsync()
    {
        _cluster = await GrainCluster.StartAsync(_settings);
        _traffic = new WatchedTraffic(_settings, Name);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Section_FirstOfAnEndpoint_IsAppendedBehindTheBudgets()
    {
        await SetAsync(s_redis);
        await _traffic.SendAsync(Endpoint, 3);

        List<EntryKind> kinds = await _traffic.KindsAsync();
        Assert.Equal(1, kinds.Count(kind => kind == EntryKind.BudgetsChanged));
        Assert.True(kinds.IndexOf(EntryKind.BudgetsChanged) < kinds.IndexOf(EntryKind.Section));
        Finding finding = Assert.Single((await BreachesAsync()).Broken);
        Assert.Equal(("redis", "redis", 3.0), (finding.Rule, finding.Causes[0].Operation, finding.Causes[0].Observed));
        MonitoredEndpoint replayed = await _traffic.ReplayAsync();
        Assert.Equal(finding.Sentence, Assert.Single(replayed.Budgets.Findings).Sentence);
    }

    [Fact]
    public async Task Query_BudgetsNotHeardOf_IsPending()
    {
        await _traffic.SendAsync(Endpoint, 3);
        Assert.True((await BreachesAsync()).IsPending);
    }

    [Fact]
    public async Task Query_EmptyStream_IsSilentAndNotPending()
    {
        await SetAsync(s_redis);
        EndpointBreaches empty = await BreachesAsync();
        Assert.Equal((false, true, 0), (empty.IsPending, empty.IsSilent, empty.Broken.Count));

        await _traffic.SendAsync(Endpoint, 3);
        EndpointBreaches judged = await BreachesAsync();
        Assert.Equal((false, 1), (judged.IsSilent, judged.Broken.Count));
    }

    [Fact]
    public async Task Budgets_ChangedMeanwhile_TakeEffectAndAreKeptByARestart()
    {
        await SetAsync(s_redis with { Limit = 5 });
        await _traffic.SendAsync(Endpoint, 3);
        Assert.Empty((await BreachesAsync()).Broken);

        await SetAsync(s_redis);
        await UntilChangesAsync(2);
        await _traffic.SendAsync(Endpoint, 3);
        Assert.Single((await BreachesAsync()).Broken);

        await _cluster.DeactivateAsync(Endpoint);
        _settings.Log.LoseLatestSnapshot(_traffic.Stream);
        Assert.Single((await BreachesAsync()).Broken);

        Assert.Equal(ChangeStatus.Applied, (await Budgets.DeleteAsync("redis", "me", null)).Status);
        await _settings.Budgets.RefreshAsync(Budgets);
        await UntilChangesAsync(3);
        Assert.Equal("withdrawn", Assert.Single((await BreachesAsync()).Broken).End);
    }

    [Fact]
    public async Task Budgets_ChangedThatAreOfOthers_AreNoEntry()
    {
        await SetAsync(s_redis);
        await _traffic.SendAsync(Endpoint, 1);
        await SetAsync(s_redis with { Name = "others", Endpoint = "/search" });
        for (int pass = 0; pass < 5; pass++)
        {
            _settings.Clock.Advance(_settings.Options.HousekeepingPeriod);
            await BreachesAsync();
        }

        Assert.Equal(1, (await _traffic.KindsAsync()).Count(kind => kind == EntryKind.BudgetsChanged));
    }

    [Fact]
    public async Task Breaks_MoreThanAreKept_AreCountedOnce()
    {
        // No other test breaks as many budgets, so whose meter it is does not matter.
        long counted = 0;
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Name == AlertInstruments.UnrecordedBreaksName)
                own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, breaks, _, _) => Interlocked.Add(ref counted, breaks));
        listener.Start();
        for (int number = 0; number < EndpointBudgets.FindingsMax + 3; number++)
            Assert.Equal(ChangeStatus.Applied, (await Budgets.PutAsync(Packed.Of(s_redis with { Name = $"redis-{number}" }), "me", null)).Status);
        await _settings.Budgets.RefreshAsync(Budgets);

        await _traffic.SendAsync(Endpoint, 3);
        Assert.Equal(EndpointBudgets.FindingsMax, (await BreachesAsync()).Broken.Count);
        long unrecorded = (await _traffic.ReplayAsync()).Budgets.Unrecorded;
        Assert.InRange(unrecorded, 3, long.MaxValue);
        Assert.Equal(unrecorded, Interlocked.Read(ref counted));

        await _cluster.DeactivateAsync(Endpoint);
        await BreachesAsync();
        Assert.Equal(unrecorded, Interlocked.Read(ref counted));
    }

    private async Task SetAsync(Budget budget)
    {
        Assert.Equal(ChangeStatus.Applied, (await Budgets.PutAsync(Packed.Of(budget), "me", null)).Status);
        await _settings.Budgets.RefreshAsync(Budgets);
    }

    private async Task<EndpointBreaches> BreachesAsync() => (await Endpoint.QueryBreachesAsync(0, long.MaxValue)).Read();

    private async Task UntilChangesAsync(int count)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(1));
        while ((await _traffic.KindsAsync()).Count(kind => kind == EntryKind.BudgetsChanged) < count)
        {
            Assert.False(deadline.IsCancellationRequested, $"The endpoint did not take {count} changes of budgets within a minute.");
            _settings.Clock.Advance(_settings.Options.HousekeepingPeriod);
            await BreachesAsync();
        }
    }
}
