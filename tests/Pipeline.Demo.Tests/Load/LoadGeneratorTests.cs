using System.Net;
using Pipeline.Demo.Load;
using Pipeline.Testing;

namespace Pipeline.Demo.Tests.Load;

public sealed class LoadGeneratorTests
{
    private readonly SkippingTimeProvider _time = new();

    [Fact]
    public async Task Run_SteadyRate_ArrivalsTakeAsLongAsTheySay()
    {
        DateTimeOffset began = _time.GetUtcNow();
        await RunAsync(visits: 200, static (load, _) => load.SetRate(20));
        Assert.InRange((_time.GetUtcNow() - began).TotalSeconds, 9.9, 10.1);
    }

    [Fact]
    public async Task SetRate_WhileRunning_TheNextArrivalsComeAtIt()
    {
        DateTimeOffset changed = default;
        await RunAsync(visits: 300, (load, visit) =>
        {
            if (visit == 0)
                load.SetRate(20);
            if (visit != 100)
                return;
            load.SetRate(200);
            changed = _time.GetUtcNow();
        });
        Assert.InRange((_time.GetUtcNow() - changed).TotalSeconds, 0.9, 1.1);
    }

    [Fact]
    public async Task Run_ShopThatFails_IsCountedAsFailed()
    {
        LoadPhase phase = await RunAsync(visits: 40, static (load, _) => load.SetRate(20), HttpStatusCode.InternalServerError);

        // The stop cuts the last one off, which is not the shop's failure.
        Assert.Equal((39, 39, 0), phase.Total());
    }

    [Fact]
    public async Task Run_VisitsThatHang_TurnLaterOnesOfThatKindAwayOnly()
    {
        using CancellationTokenSource stop = new();
        int answered = 0;
        using FakeShop shop = new(visit =>
        {
            // 140 of 200 visits are of other kinds.
            if (visit != Visit.PremiumRecommendation && ++answered == 140)
                stop.Cancel();
        })
        {
            Hanging = Visit.PremiumRecommendation,
        };
        LoadGenerator load = new(shop.CreateClient(), seed: 3, _time);
        load.SetRate(20);
        LoadPhase phase = load.BeginPhase();
        await load.RunAsync(stop.Token).WaitAsync(TimeSpan.FromMinutes(1));

        // Of the last twenty some may not have come yet, of 60 such visits in all.
        Assert.InRange(phase.Measure(Visit.PremiumRecommendation).TurnedAway, 54 - LoadGenerator.WaitingMax, 60 - LoadGenerator.WaitingMax);
        Assert.Equal(0, phase.Measure(Visit.PremiumRecommendation).Answered);
        Assert.Equal(139, phase.Total().Answered);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(10_001)]
    public void SetRate_OutOfRange_IsRefused(double rate)
    {
        using HttpClient shop = new();
        Assert.Throws<ArgumentOutOfRangeException>(() => new LoadGenerator(shop, 1, _time).SetRate(rate));
    }

    private async Task<LoadPhase> RunAsync(int visits, Action<LoadGenerator, int> onVisit, HttpStatusCode status = HttpStatusCode.OK)
    {
        using CancellationTokenSource stop = new();
        LoadGenerator? load = null;
        int made = 0;
        using FakeShop shop = new(_ =>
        {
            onVisit(load!, made);
            if (++made == visits)
                stop.Cancel();
        })
        {
            Status = status,
        };
        load = new LoadGenerator(shop.CreateClient(), seed: 7, _time);
        onVisit(load, 0);
        LoadPhase phase = load.BeginPhase();
        await load.RunAsync(stop.Token).WaitAsync(TimeSpan.FromMinutes(1));
        return phase;
    }
}
