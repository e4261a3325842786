using Pipeline.Cli.Bench.Chaos;
using Pipeline.Testing;

namespace Pipeline.Cli.Tests.Bench.Chaos;

public sealed class GapClockTests
{
    [Fact]
    public void Longest_BeatsAndAnOpenEnd_IsTheLongestOfAll()
    {
        ManualTimeProvider clock = new();
        GapClock gaps = new(clock);
        clock.Advance(TimeSpan.FromSeconds(2));
        gaps.Beat();
        clock.Advance(TimeSpan.FromSeconds(1));
        gaps.Beat();
        Assert.Equal(TimeSpan.FromSeconds(2), gaps.Longest);

        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(3), gaps.Longest);
    }

    [Fact]
    public void Restart_AfterALongGap_ForgetsIt()
    {
        ManualTimeProvider clock = new();
        GapClock gaps = new(clock);
        clock.Advance(TimeSpan.FromSeconds(9));
        gaps.Beat();
        gaps.Restart();
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.FromSeconds(1), gaps.Longest);
    }
}
