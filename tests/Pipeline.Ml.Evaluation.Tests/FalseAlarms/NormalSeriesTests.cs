using Pipeline.Ml.Evaluation.FalseAlarms;

namespace Pipeline.Ml.Evaluation.Tests.FalseAlarms;

public sealed class NormalSeriesTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.9, 2)]
    public void Next_LongSeries_HasTheMomentsTailAndCorrelationOfItsName(double correlation, long seed)
    {
        const int count = 1_000_000;
        NormalSeries series = new(correlation, seed);
        double sum = 0, squares = 0, products = 0, previous = 0;
        int aboveThree = 0;
        for (int index = 0; index < count; index++)
        {
            double normal = series.Next();
            sum += normal;
            squares += normal * normal;
            products += normal * previous;
            aboveThree += normal > 3 ? 1 : 0;
            previous = normal;
        }

        Assert.InRange(sum / count, -0.02, 0.02);
        Assert.InRange(squares / count, 0.985, 1.015);
        Assert.InRange(products / count, correlation - 0.015, correlation + 0.015);
        Assert.InRange(aboveThree, 1_100, 1_600);
    }

    [Fact]
    public void Next_SameSeed_SameNumbers()
    {
        NormalSeries one = new(0.5, 7);
        NormalSeries two = new(0.5, 7);
        NormalSeries other = new(0.5, 8);
        double[] numbers = [.. Enumerable.Range(0, 100).Select(_ => one.Next())];
        Assert.Equal(numbers, Enumerable.Range(0, 100).Select(_ => two.Next()));
        Assert.NotEqual(numbers, Enumerable.Range(0, 100).Select(_ => other.Next()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NormalSeries(1, 1));
    }

    [Fact]
    public void Score_EveryShape_RisesAndIsTakenBack()
    {
        foreach (ScoreShape shape in ScoreShape.All)
        {
            double previous = double.NegativeInfinity;
            for (double z = -6; z < 6; z += 0.05)
            {
                double score = shape.Score(z);
                Assert.True(score > previous, $"{shape.Name} at {z}");
                Assert.Equal(z, shape.NormalAt(score), 1e-5);
                previous = score;
            }
        }

        Assert.Equal(double.PositiveInfinity, ScoreShape.All.Single(shape => shape.Name == "uniform").NormalAt(1.5));
    }

    // Quantiles of Student's t with three degrees of freedom.
    [Theory]
    [InlineData(1.2815515655446004, 1.6377443536962102)]
    [InlineData(2.3263478740408408, 4.540702858568132)]
    [InlineData(3.090232306167813, 10.214531852407385)]
    [InlineData(-1.2815515655446004, -1.6377443536962102)]
    public void Score_StudentT_AsInTables(double z, double t) =>
        Assert.Equal(t, ScoreShape.All.Single(shape => shape.Name == "Student t(3)").Score(z), 1e-6);
}
