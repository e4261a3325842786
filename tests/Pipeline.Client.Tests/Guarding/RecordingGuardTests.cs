using Pipeline.Client.Guarding;

namespace Pipeline.Client.Tests.Guarding;

public class RecordingGuardTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly List<GuardChange> _changes = [];
    private readonly GuardOptions _options = new();

    [Fact]
    public void Observe_CostBeyondTheLimit_StepsDownAndRecovers()
    {
        RecordingGuard guard = new(_options, _changes.Add);
        Observe(guard, seconds: 10, costMs: 30);
        Assert.Equal((0, 1.0), (guard.Level, guard.Ceiling));

        Observe(guard, seconds: 2, costMs: 200);
        Assert.Equal(1, Assert.Single(_changes).Level);
        Assert.Equal(0.1, guard.Ceiling);

        // The step helps: after half a minute it is taken back.
        Observe(guard, seconds: 29, costMs: 3);
        Assert.Equal(1, guard.Level);
        Observe(guard, seconds: 20, costMs: 3);
        Assert.Equal((0, 1.0), (guard.Level, guard.Ceiling));
        Assert.Equal([1, 0], _changes.Select(change => change.Level));
    }

    [Fact]
    public void Observe_NothingHelps_StopsAtTheLastStep()
    {
        RecordingGuard guard = new(_options, _changes.Add);
        Observe(guard, seconds: 60, costMs: 900);

        Assert.Equal((3, 0.0), (guard.Level, guard.Ceiling));
        Assert.Equal([1, 2, 3], _changes.Select(change => change.Level));
    }

    [Fact]
    public void Measured_StepsOrNot_IsTheShareAfterTheWarmUp()
    {
        RecordingGuard guard = new(_options, _changes.Add);
        Observe(guard, seconds: 10, costMs: 900);
        Assert.Null(guard.Measured);
        Observe(guard, seconds: 60, costMs: 900);
        Assert.Equal(0.9, guard.Measured!.Value, 0.001);
    }

    [Fact]
    public void Observe_AnIdleProcess_HasNoOverhead()
    {
        RecordingGuard guard = new(_options, _changes.Add);
        for (int second = 0; second < 60; second++)
            guard.Observe(TimeSpan.FromMilliseconds(0.2), TimeSpan.FromMilliseconds(0.3), s_second);

        Assert.Equal(0, guard.Level);
        Assert.InRange(guard.Overhead, 0.003, 0.005);
    }

    [Fact]
    public void Observe_Canary_GrowsByTimeUnlessItCostsTooMuch()
    {
        _options.Canary = true;
        _options.CanaryStage = TimeSpan.FromSeconds(100);
        RecordingGuard guard = new(_options, _changes.Add);
        List<double> ceilings = [];
        for (int stage = 0; stage < 4; stage++)
        {
            ceilings.Add(guard.Ceiling);
            Observe(guard, seconds: 100, costMs: 1);
        }

        Assert.Equal([0.01, 0.05, 0.1, 0.25], ceilings);
        Assert.Equal(1, guard.Ceiling);

        RecordingGuard costly = new(_options, _changes.Add);
        Observe(costly, seconds: 20, costMs: 400);
        Assert.True(costly.Level > 0);
        Assert.True(costly.Ceiling <= 0.01);
    }

    private static void Observe(RecordingGuard guard, int seconds, double costMs)
    {
        for (int second = 0; second < seconds; second++)
            guard.Observe(TimeSpan.FromMilliseconds(costMs), s_second, s_second);
    }
}
