using Pipeline.Ml.Evaluation.Speed;

namespace Pipeline.Ml.Evaluation.Tests.Speed;

public sealed class ForestBenchTests
{
    private static readonly ForestBenchOptions Options = new()
    {
        TreeCount = 5, SubsampleSize = 32, ThreadCounts = [1, 2], RoundCount = 1, RoundTime = TimeSpan.Zero, WarmUpTime = TimeSpan.Zero,
    };

    [Fact]
    public void Measure_Table_HasAFigureForEachNumberOfThreads()
    {
        IReadOnlyList<ForestSpeed> speeds = new ForestBench(Options, TimeProvider.System).Measure(BenchTable.Generate(200, 3, 1), CancellationToken.None);
        Assert.Equal([1, 2], speeds.Select(static speed => speed.ThreadCount));
        Assert.All(speeds, static speed =>
        {
            Assert.Equal(200, speed.RowCount);
            Assert.Equal(3, speed.ColumnCount);
            Assert.True(speed.FitMs > 0 && speed.RowsPerSecond > 0 && speed.SingleRowNs > 0 && speed.ExplainUs > 0 && speed.FitBytes > 0, speed.ToString());
        });
    }

    [Fact]
    public void Generate_Seed_DecidesTheTable()
    {
        Assert.Equal(BenchTable.Generate(50, 2, 3).Rows.Values.ToArray(), BenchTable.Generate(50, 2, 3).Rows.Values.ToArray());
        Assert.NotEqual(BenchTable.Generate(50, 2, 3).Rows.Values.ToArray(), BenchTable.Generate(50, 2, 4).Rows.Values.ToArray());
    }

    [Fact]
    public async Task Sklearn_NoInterpreter_SaysSo()
    {
        SklearnException exception = await Assert.ThrowsAsync<SklearnException>(
            () => new SklearnBench("/nowhere/python").MeasureAsync([BenchTable.Generate(10, 2, 1)], Options, CancellationToken.None));
        Assert.StartsWith("/nowhere/python did not start", exception.Message, StringComparison.Ordinal);
    }
}
