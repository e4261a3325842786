using Pipeline.EventLog.Memory;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Grains.Budgets;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Tests.Budgets;

/// <summary>Budgets are durable before they are answered, and the same after a restart.</summary>
public sealed class BudgetGrainTests : IAsyncLifetime
{
    private static readonly Budget s_mine = new("mine", BudgetMetric.DbQueries, BudgetScope.WorstEvent, 20);

    private readonly GrainClusterSettings _settings = new();
    private GrainCluster _cluster = null!;

    private IBudgetGrain Grain => _cluster.Grains.GetGrain<IBudgetGrain>(IBudgetGrain.Key);

    public async Task InitializeAsync() => _cluster = await GrainCluster.StartAsync(_settings);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Changes_AfterARestart_AreTheSame(bool isSnapshotLost)
    {
        ChangeAnswer<BudgetReport> put = await Grain.PutAsync(Packed.Of(s_mine), "eve", 0);
        Assert.Equal((ChangeStatus.Applied, s_mine, "eve"), (put.Status, put.Value!.Value.Read().Budget, put.Value.Value.Read().By));
        Assert.Equal(ChangeStatus.Applied, (await Grain.DeleteAsync("memory-per-event", "eve", null)).Status);
        await Grain.ReplaceFileAsync(Packed.Of(new BudgetList([s_mine with { Name = "of-file" }])), null);
        await Grain.ReplaceFileAsync(null, "bad");
        BudgetPage before = (await Grain.ListAsync(null))!.Value.Read();
        AuditPage changes = (await Grain.ListChangesAsync()).Read();

        await _cluster.DeactivateAsync(Grain);
        if (isSnapshotLost)
            _settings.Log.LoseLatestSnapshot(BudgetGrain.Stream);

        BudgetPage after = (await Grain.ListAsync(null))!.Value.Read();
        Assert.Equal(before.Budgets, after.Budgets);
        Assert.Equal(["calls-per-event", "mine", "of-file"], after.Budgets.Select(report => report.Budget.Name));
        Assert.Equal((before.Version, "bad"), (after.Version, after.FileFault));
        Assert.Equal(changes.Changes, (await Grain.ListChangesAsync()).Read().Changes);
    }

    [Fact]
    public async Task List_OfTheKnownVersion_IsNothing()
    {
        long version = (await Grain.ListAsync(null))!.Value.Read().Version;
        Assert.Null(await Grain.ListAsync(version));
        await Grain.PutAsync(Packed.Of(s_mine), "eve", null);
        Assert.Equal(version + 1, (await Grain.ListAsync(version))!.Value.Read().Version);
    }

    [Fact]
    public async Task Changes_ThatMayNotBe_AreRefusedWithTheReason()
    {
        ChangeAnswer<BudgetReport> invalid = await Grain.PutAsync(Packed.Of(s_mine with { For = 99 }), "eve", null);
        Assert.Equal((ChangeStatus.Invalid, "for is 99: it takes 1 to 60 windows."), (invalid.Status, invalid.Detail));
        Assert.Equal(ChangeStatus.NotFound, (await Grain.DeleteAsync("mine", "eve", null)).Status);
        await Grain.ReplaceFileAsync(Packed.Of(new BudgetList([s_mine])), null);
        Assert.Equal(ChangeStatus.Conflict, (await Grain.PutAsync(Packed.Of(s_mine with { Limit = 1 }), "eve", null)).Status);
    }

    [Fact]
    public async Task Put_ManyAtOnce_AreAllMadeOneAfterTheOther()
    {
        ChangeAnswer<BudgetReport>[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Grain.PutAsync(Packed.Of(s_mine with { Name = $"b{number}" }), "eve", 0)));
        Assert.All(answers, answer => Assert.Equal(ChangeStatus.Applied, answer.Status));
        Assert.Equal(20, answers.Select(answer => answer.Value!.Value.Read().Version).Distinct().Count());
        Assert.Equal(22, (await Grain.ListAsync(null))!.Value.Read().Budgets.Count);
    }

    [Theory]
    [InlineData(CommitFate.Fail)]
    [InlineData(CommitFate.WriteButFail)]
    public async Task Put_OfWhichTheOutcomeIsUnknown_IsUnavailableAndKnownAfterReplay(CommitFate fate)
    {
        await Grain.ListAsync(null);
        _settings.Log.NextFate = (_, _) => fate;
        Assert.Equal(ChangeStatus.Unavailable, (await Grain.PutAsync(Packed.Of(s_mine), "eve", null)).Status);
        _settings.Log.NextFate = null;

        ChangeAnswer<BudgetReport> again = await UntilAnsweredAsync(() => Grain.PutAsync(Packed.Of(s_mine), "eve", null));
        Assert.Equal(ChangeStatus.Applied, again.Status);
        Assert.Equal(2, again.Value!.Value.Read().Version);
    }

    private static async Task<ChangeAnswer<BudgetReport>> UntilAnsweredAsync(Func<Task<ChangeAnswer<BudgetReport>>> ask)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(1));
        while (true)
        {
            deadline.Token.ThrowIfCancellationRequested();
            ChangeAnswer<BudgetReport> answer = await ask();
            if (answer.Status != ChangeStatus.Unavailable)
                return answer;
            await Task.Yield();
        }
    }
}
