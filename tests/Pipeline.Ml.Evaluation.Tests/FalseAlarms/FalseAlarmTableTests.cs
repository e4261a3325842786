using Pipeline.Ml.Evaluation.FalseAlarms;

namespace Pipeline.Ml.Evaluation.Tests.FalseAlarms;

public sealed class FalseAlarmTableTests
{
    [Fact]
    public void Run_SmallVersion_EveryPromiseHoldsWithinItsInterval()
    {
        const long seed = 11;
        FalseAlarmTable table = FalseAlarmTable.Run(new FalseAlarmTableOptions
        {
            Repetitions = 40,
            HeldOutLength = 30_000,
            CalibrationLengths = [2_000, 5_000],
            Seed = seed,
        });

        Assert.Equal(2 * 2 * 6 * 2, table.Rows.Count);
        Assert.All(table.Rows, row => Assert.True(row.Holds, $"seed {seed}: {row}"));
        // Careful, but of use: where ten episodes or so are expected within the calibration, at least a third of them come.
        Assert.All(
            table.Rows.Where(row => row is { CalibrationLength: 5_000, PromisedRate: 1e-3, Shape: not "uniform" }),
            row => Assert.True(row.ObservedRate.Mean > row.PromisedRate / 3, $"seed {seed}: {row}"));
    }

    [Fact]
    public void Run_SameSeed_SameTable()
    {
        FalseAlarmTableOptions options = new()
        {
            Repetitions = 3,
            HeldOutLength = 2_000,
            CalibrationLengths = [500],
            Correlations = [0.9],
            Rates = [1e-2],
        };
        string text = FalseAlarmTable.Run(options).ToMarkdown();
        Assert.Equal(text, FalseAlarmTable.Run(options).ToMarkdown());
        Assert.NotEqual(text, FalseAlarmTable.Run(options with { Seed = 2 }).ToMarkdown());
        Assert.Equal(2 + 6, text.TrimEnd('\n').Split('\n').Length);
        Assert.Contains("| AR(0.9) | 500 |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_PromiseThatCannotHold_IsSeen()
    {
        // Counted with a run length of nothing, autocorrelated exceedances are many more episodes than promised: the table must notice.
        CountInterval observed = CountInterval.Of([40, 55, 38, 61]);
        FalseAlarmRow row = new(0.9, 2_000, "normal", 20, observed, TwiceShare: 1, PeaksMean: 10, RunLengthMean: 0);
        Assert.False(row.Holds);
    }

    [Fact]
    public void Run_Cancelled_Stops()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => FalseAlarmTable.Run(new FalseAlarmTableOptions(), cancelled.Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => FalseAlarmTable.Run(new FalseAlarmTableOptions { Repetitions = 1 }));
    }
}
