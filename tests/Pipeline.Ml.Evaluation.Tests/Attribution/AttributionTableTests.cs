using Pipeline.Ml.Evaluation.Attribution;

namespace Pipeline.Ml.Evaluation.Tests.Attribution;

public sealed class AttributionTableTests
{
    // The promise of the page, on seeds that its table does not use.
    [Fact]
    public void Run_TenSigmas_NamesTheColumnFirstInNinetyNineOfAHundred()
    {
        AttributionTable table = AttributionTable.Run(new AttributionTableOptions
        {
            Cases = [new AttributionCase("one column", 10, 1, 0), new AttributionCase("two columns", 10, 2, 0)],
            Seeds = [8_001, 8_002, 8_003],
        });

        Assert.Equal(6, table.Rows.Count);
        Assert.All(table.Rows.Where(row => row.Ranking == "joined"), row => Assert.True(row.First >= 0.99, $"{row}"));
    }

    [Fact]
    public void Run_SmallOrNoShifts_AreNamedLessOften()
    {
        AttributionTable table = AttributionTable.Run(new AttributionTableOptions
        {
            Cases = [new AttributionCase("two columns", 2, 2, 0), new AttributionCase("nothing", 0, 1, 0)],
            Seeds = [8_004],
        });

        double pairs = table.Rows.Single(row => row.Ranking == "joined" && row.Case.Planted == 2).First;
        double nothing = table.Rows.Single(row => row.Ranking == "joined" && row.Case.Sigmas == 0).First;
        Assert.InRange(pairs, 0.03, 0.5);
        Assert.InRange(nothing, 0, 0.1);
    }

    [Fact]
    public void ToMarkdown_HasALineForEachCase()
    {
        AttributionTable table = AttributionTable.Run(new AttributionTableOptions
        {
            Cases = [new AttributionCase("one column", 10, 1, 0)], Seeds = [8_005], PlantedRows = 10, TrainingRows = 200,
        });
        Assert.Equal(3, table.ToMarkdown().TrimEnd().Split('\n').Length);
    }

    [Fact]
    public void OptionsOutsideTheirRange_AreRefused()
    {
        AttributionTableOptions[] bad =
        [
            new() { Seeds = [] }, new() { ColumnCount = 3 }, new() { ColumnCount = 31 }, new() { TrainingRows = 9 }, new() { PlantedRows = 0 },
        ];
        Assert.All(bad, options => Assert.Throws<ArgumentOutOfRangeException>(() => AttributionTable.Run(options)));
    }
}
