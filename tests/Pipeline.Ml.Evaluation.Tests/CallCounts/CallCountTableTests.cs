using Pipeline.Ml.Evaluation.CallCounts;
using Xunit.Abstractions;

namespace Pipeline.Ml.Evaluation.Tests.CallCounts;

/// <summary>The claims of the table, on seeds 101 and 102 and with fewer rows than the printed one.</summary>
public sealed class CallCountTableTests(ITestOutputHelper output)
{
    private static readonly Lazy<CallCountTable> s_table = new(() => CallCountTable.Run(new CallCountTableOptions
    {
        Seeds = [101, 102],
        TrainingRows = 5_000,
        UsualRows = 10_000,
        PlantedRows = 500,
        Cases = [.. CallCountCase.All.Select(one => one with { TrainingRows = null, PlantedRows = null })],
    }));

    [Theory]
    [InlineData("constant 3 -> 847")]
    [InlineData("Poisson(2) -> 847")]
    public void CountThatExplodes_IsAlwaysCaughtByTheTail_AndStaysSoWhenJoined(string name)
    {
        output.WriteLine(s_table.Value.ToMarkdown());
        Assert.Equal(1, Row(name, "tail").LeastDetected);
        Assert.Equal(1, Row(name, "joined").LeastDetected);
        Assert.Equal(1, Row(name, "tail").FirstCause);
        Assert.True(Row(name, "tail").Surprise > 100);
    }

    [Fact]
    public void ForestAlone_IsBlindForTheConstantThatExplodes()
    {
        CallCountRow row = Row("constant 3 -> 847", "forest");
        Assert.InRange(row.Auc, 0.45, 0.55);
        Assert.InRange(row.Detected, 0, 0.02);
    }

    [Fact]
    public void CountAtTheEdgeOfWhatChanceGives_IsRankedHighByTheTail()
    {
        Assert.True(Row("Poisson(20) -> 40", "tail").Auc > 0.97);
        Assert.True(Row("Poisson(20) -> 40", "tail").Auc > Row("Poisson(20) -> 40", "forest").Auc);
    }

    [Theory]
    [InlineData("3 -> 4 in one event")]
    [InlineData("3 -> 4 in every one of 50,000 events")]
    [InlineData("[5, 10, 2] -> [5, 10, 3]")]
    public void CountThatHardlyChanges_PagesNobody_AndIsVisible(string name)
    {
        foreach (string detector in (string[])["tail", "joined"])
            Assert.InRange(Row(name, detector).Detected, 0, 0.01);
        Assert.InRange(Row(name, "tail").Surprise, 2, 3);
        Assert.True(Row(name, "tail").FirstCause > 0.2);
    }

    [Fact]
    public void SameSeeds_GiveTheSameTable()
    {
        CallCountTableOptions options = new() { Seeds = [7], TrainingRows = 300, UsualRows = 1_000, PlantedRows = 50, Cases = [CallCountCase.All[0], CallCountCase.All[2]] };
        Assert.Equal(CallCountTable.Run(options).Rows, CallCountTable.Run(options).Rows);
    }

    [Fact]
    public void ImpossibleOptions_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => CallCountTable.Run(new CallCountTableOptions { Seeds = [] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => CallCountTable.Run(new CallCountTableOptions { FalseAlarmShare = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => CallCountTable.Run(new CallCountTableOptions { UsualRows = 0 }));
    }

    private static CallCountRow Row(string name, string detector) => s_table.Value.Rows.Single(row => row.Case == name && row.Detector == detector);
}
