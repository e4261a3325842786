using Pipeline.Demo.Load;

namespace Pipeline.Demo.Tests.Load;

public sealed class LoadPhaseTests
{
    [Fact]
    public void Measure_KnownDurations_AnswersTheirQuantiles()
    {
        LoadPhase phase = new();
        for (int ms = 100; ms >= 1; ms--)
            phase.AddAnswer(Visit.FreeSearch, TimeSpan.FromMilliseconds(ms), failed: ms == 7);
        phase.AddTurnedAway(Visit.FreeSearch);
        Assert.Equal(new VisitFigures(100, 1, 1, 50, 99), phase.Measure(Visit.FreeSearch));
    }

    [Fact]
    public void Measure_NoVisits_KnowsNoDuration() =>
        Assert.Equal(new VisitFigures(0, 0, 0, null, null), new LoadPhase().Measure(Visit.FreeSearch));
}
