using System.Globalization;
using System.Xml.Linq;
using Pipeline.Ml.Evaluation.Charts;

namespace Pipeline.Ml.Evaluation.Tests.Charts;

public sealed class ScoreDistributionChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void ToSvg_Labelled_HasABarForEachFilledBinAndALegend()
    {
        XElement picture = Draw([0.1, 0.1, 0.1, 0.9], [false, false, false, true], 0.8);
        XElement[] normal = [.. Bars(picture, "normal")];
        XElement[] anomaly = [.. Bars(picture, "anomaly")];
        Assert.Equal("0.1 to 0.116: 3 normal rows", Assert.Single(normal).Value);
        Assert.Equal("0.884 to 0.9: 1 anomalies", Assert.Single(anomaly).Value);
        Assert.True(Number(normal[0], "height") > Number(anomaly[0], "height"));
        Assert.Contains("anomalies", Texts(picture));
        Assert.Contains("threshold 0.8", Texts(picture));
    }

    /// <summary>Ten times the rows are one step higher, however many there are.</summary>
    [Fact]
    public void ToSvg_Counts_AreLogarithmic()
    {
        double[] scores = [.. Enumerable.Repeat(0.0, 100), .. Enumerable.Repeat(0.5, 10), 1];
        double[] heights = [.. Bars(Draw(scores, [], null), "normal").Select(static bar => Number(bar, "height"))];
        Assert.Equal(3, heights.Length);
        Assert.Equal(heights[0] - heights[1], heights[1] - heights[2], 0.02);
        Assert.True(heights[2] > 1);
    }

    [Fact]
    public void ToSvg_Threshold_StandsAtItsScore()
    {
        XElement line = Assert.Single(Draw([0, 1], [], 0.5).Elements(Svg + "line"), static line => (string?)line.Attribute("class") == "threshold");
        XElement[] ticks = [.. Draw([0, 1], [], 0.5).Elements(Svg + "text").Where(static text => text.Value is "0.4" or "0.6")];
        Assert.Equal((Number(ticks[0], "x") + Number(ticks[1], "x")) / 2, Number(line, "x1"), 0.1);
    }

    /// <summary>Most scores below 3 and one at a million: they would share one bar on an even axis.</summary>
    [Fact]
    public void ToSvg_AScoreFarBeyondTheRest_LeavesTheRestTheirRoom()
    {
        double[] scores = [-0.1, .. Enumerable.Range(0, 100).Select(static index => index * 0.03), 1e6];
        XElement picture = Draw(scores, [], 1e6);
        Assert.True(Bars(picture, "normal").Count() > 5);
        Assert.Contains("anomaly score (logarithmic from 1 on)", Texts(picture));
        string[] expected = ["0", "1", "10", "100", "1,000", "10,000", "100,000", "1E+6"];
        Assert.Equal(expected, Texts(picture).SkipWhile(static text => !text.StartsWith("rows", StringComparison.Ordinal)).Skip(1).Take(8));
        double[] places = [.. picture.Elements(Svg + "text").Where(text => expected.Skip(3).Contains(text.Value)).Select(static text => Number(text, "x")).Order()];
        Assert.Equal(places[1] - places[0], places[^1] - places[^2], 0.5);
    }

    [Fact]
    public void ToSvg_ScoresAroundZero_HaveNoNegativeZero() => Assert.DoesNotContain("-0", Texts(Draw([-0.1, 5, 11], [], null)));

    [Fact]
    public void ToSvg_NameWithMarkup_StaysText()
    {
        string svg = new ScoreDistributionChart(new ScoreHistogram([1, 2], [], 10)) { Title = "<script>\u0001 & \"x\"" }.ToSvg();
        Assert.Contains("<script> & \"x\"", Texts(XElement.Parse(svg)));
    }

    private static XElement Draw(double[] scores, bool[] labels, double? threshold) => XElement.Parse(
        new ScoreDistributionChart(new ScoreHistogram(scores, labels, 50)) { Title = "scores", Threshold = threshold }.ToSvg());

    private static IEnumerable<XElement> Bars(XElement picture, string kind) =>
        picture.Elements(Svg + "rect").Where(bar => (string?)bar.Attribute("class") == kind && bar.HasElements);

    private static string[] Texts(XElement picture) => [.. picture.Elements(Svg + "text").Select(static text => text.Value)];

    private static double Number(XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
