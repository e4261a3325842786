using Pipeline.Client.Recording;
using Pipeline.Client.Sampling;

namespace Pipeline.Client.Tests.Sampling;

public class SamplingPlanTests
{
    private readonly SamplingOptions _options = new();

    [Theory]
    [InlineData(0, 0.05)]
    [InlineData(0.59, 0.05)]
    [InlineData(0.6, 0.01)]
    [InlineData(0.8, 0.001)]
    [InlineData(1, 0.001)]
    public void Probability_FollowsTheLoad(double load, double expected)
        => Assert.Equal(expected, new SamplingPlan(_options).Probability("checkout", "free", load));

    [Fact]
    public void Probability_OfAnEndpointOfItsOwn_ComesBeforeTheSegments()
    {
        _options.Endpoints["checkout"] = 0.5;
        SamplingPlan plan = new(_options);

        Assert.Equal((0.5, 0.5, 1), (plan.Probability("checkout", "free", 1), plan.Probability("checkout", "premium", 1), plan.Probability("other", "premium", 1)));
    }

    [Fact]
    public void Adjust_MoreThanAnEndpointMayKeep_ScalesAllItsSegments()
    {
        _options.DetailsPerSecondMax = 100;
        KeyControl premium = new(new CallKey("checkout", "premium")) { RecentCalls = 1_000 };
        KeyControl free = new(new CallKey("checkout", "free")) { RecentCalls = 20_000 };

        new SamplingPlan(_options).Adjust([premium, free], seconds: 2, load: 0, ceiling: 1);

        // 500 a second always, 10,000 at 5 %: 1,000 together, ten times too many.
        Assert.Equal(0.1, premium.Key.Probability, 12);
        Assert.Equal(0.005, free.Key.Probability, 12);
    }

    [Fact]
    public void Adjust_TheGuardsCeiling_HoldsForAll()
    {
        KeyControl premium = new(new CallKey("checkout", "premium")) { RecentCalls = 1 };
        new SamplingPlan(_options).Adjust([premium], seconds: 1, load: 0, ceiling: 0.01);

        Assert.Equal(0.01, premium.Key.Probability);
    }

    [Fact]
    public void AdjustSlow_SomeMinutes_FindsTheSlowestHundredth()
    {
        Random random = new(20_261_126);
        KeyControl control = new(new CallKey("checkout", "free"));
        List<double> shares = [];
        for (int second = 0; second < 300; second++)
        {
            long slow = 0;
            for (int call = 0; call < 500; call++)
            {
                long duration = (long)(1e6 * Math.Exp(random.NextDouble() * 4));
                slow += duration >= control.Key.SlowNs ? 1 : 0;
                if (random.NextDouble() < 0.05)
                    control.AddDetail(duration);
            }

            control.AddCalls(500);
            control.AddSlowCalls(slow);
            control.AdjustSlow(keepSlow: true);
            if (second >= 60)
                shares.Add(slow / 500.0);
        }

        Assert.InRange(shares.Average(), 0.002, 0.03);
        control.AdjustSlow(keepSlow: false);
        Assert.Equal(long.MaxValue, control.Key.SlowNs);
    }
}
