using Pipeline.Ml.Thresholds;

namespace Pipeline.Ml.Tests.Thresholds;

public sealed class EpisodeCounterTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 3)]
    [InlineData(20, 4)]
    public void Add_RandomScores_CountsAsGapsBetweenExceedancesSay(int runLength, int seed)
    {
        double[] scores = Draws.Autocorrelated(0.5, 20_000, seed);
        EpisodeCounter counter = new(1.5, runLength);
        int started = 0;
        foreach (double score in scores)
            started += counter.Add(score) == EpisodeStep.Started ? 1 : 0;

        int[] positions = [.. Enumerable.Range(0, scores.Length).Where(position => scores[position] >= 1.5)];
        int expected = 1 + positions.Zip(positions.Skip(1)).Count(pair => pair.Second - pair.First > runLength);
        Assert.Equal(expected, counter.Episodes);
        Assert.Equal(expected, started);
        Assert.Equal(positions.Length, counter.Exceedances);
        Assert.Equal(scores.Length, counter.Observations);
        Assert.Equal((double)expected / scores.Length, counter.Rate);
    }

    [Fact]
    public void Add_RunOfExceedances_StepsAndRemembersThePeak()
    {
        EpisodeCounter counter = new(1, runLength: 2);
        double[] scores = [0, 1, 3, 0, 2, 0, 0, 0, 5];
        EpisodeStep[] steps = [.. scores.Select(counter.Add)];

        Assert.Equal(
            [
                EpisodeStep.Quiet, EpisodeStep.Started, EpisodeStep.Continued, EpisodeStep.Lingering, EpisodeStep.Continued,
                EpisodeStep.Lingering, EpisodeStep.Lingering, EpisodeStep.Quiet, EpisodeStep.Started,
            ],
            steps);
        Assert.Equal(new Episode(First: 8, Last: 8, Exceedances: 1, Peak: 5, PeakAt: 8), counter.Latest);
        Assert.True(counter.IsOpen);
    }

    [Fact]
    public void Latest_EpisodeEnded_StaysUntilTheNext()
    {
        EpisodeCounter counter = new(1, runLength: 1);
        Assert.Null(counter.Latest);
        foreach (double score in new[] { 2.0, 4, 3, 0, 0, 0 })
            counter.Add(score);
        Assert.False(counter.IsOpen);
        Assert.Equal(new Episode(First: 0, Last: 2, Exceedances: 3, Peak: 4, PeakAt: 1), counter.Latest);
    }

    [Fact]
    public void Add_NaN_ThrowsAndCountsNothing()
    {
        EpisodeCounter counter = new(1, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => counter.Add(double.NaN));
        Assert.Equal(0, counter.Observations);
        Assert.Throws<ArgumentOutOfRangeException>(() => new EpisodeCounter(double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EpisodeCounter(1, -1));
    }

    [Fact]
    public void LongRunRate_WeekOfMinutes_IsPerObservation()
    {
        LongRunRate promise = new(1, 7 * 24 * 60);
        Assert.Equal(1 / 10_080.0, promise.PerObservation);
        Assert.Equal(3, promise.ExpectedIn(30_240), 12);
        Assert.Equal("1 in 10080 observations", promise.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => new LongRunRate(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LongRunRate(2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LongRunRate(double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => promise.ExpectedIn(-1));
    }
}
