using Pipeline.Ml.Evaluation.Nab;

namespace Pipeline.Ml.Evaluation.Tests.Nab;

public class LabelWindowsTests
{
    [Fact]
    public void Parse_WindowsBySeries_AreFoundByName()
    {
        LabelWindows labels = LabelWindows.Parse(
            """{ "a/one.csv": [["2014-04-10 07:15:00.000000", "2014-04-11 16:45:00.000000"]], "a/quiet.csv": [] }""", "labels.json");

        Assert.True(labels.TryGet("a/one.csv", out IReadOnlyList<LabelWindow> windows));
        Assert.Equal([new LabelWindow(new DateTime(2014, 4, 10, 7, 15, 0), new DateTime(2014, 4, 11, 16, 45, 0))], windows);
        Assert.True(labels.TryGet("a/quiet.csv", out windows));
        Assert.Empty(windows);
        Assert.False(labels.TryGet("b/other.csv", out windows));
        Assert.Empty(windows);
    }

    [Theory]
    [InlineData("{\n\n\"a\": 3 }", "labels.json:3: ")]
    [InlineData("[", "labels.json:1: ")]
    [InlineData("null", "labels.json:1: ")]
    [InlineData("""{ "a": [["2014-04-10 07:15:00"]] }""", "labels.json: window 1 of a ")]
    [InlineData("""{ "a": [["2014-04-10 07:15:00", "then"]] }""", "labels.json: window 1 of a ")]
    [InlineData("""{ "a": [["2014-04-10", "2014-04-09"]] }""", "labels.json: window 1 of a ")]
    [InlineData("""{ "a": [["2014-04-10", "2014-04-12"], ["2014-04-11", "2014-04-13"]] }""", "labels.json: window 2 of a ")]
    public void Parse_BrokenLabels_SayWhere(string json, string complaint)
    {
        var e = Assert.Throws<InvalidDataException>(() => LabelWindows.Parse(json, "labels.json"));

        Assert.StartsWith(complaint, e.Message, StringComparison.Ordinal);
    }
}
