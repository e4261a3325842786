using System.Globalization;
using System.Net;
using System.Text;

namespace Pipeline.Ml.Evaluation.Charts;

/// <summary>
/// A picture of a score distribution: rows per bin on a logarithmic scale, anomalies apart where they are known, the threshold.
/// </summary>
/// <remarks>
/// SVG that needs nothing else and takes its colours from the reader's light or dark setting. On a logarithmic scale the few rows that
/// matter are seen beside the many that do not; two bars stand beside each other rather than on each other, because a stack's height would
/// say nothing on such a scale.
/// </remarks>
public sealed class ScoreDistributionChart
{
    /// <summary>Bins that leave room for two bars and a gap each.</summary>
    public const int BinCount = 50;

    private const int Width = 840;
    private const int Height = 440;
    private const int Left = 76;
    private const int Right = 24;
    private const int Top = 84;
    private const int Bottom = 60;
    private const int PlotWidth = Width - Left - Right;
    private const int PlotHeight = Height - Top - Bottom;

    /// <summary>Characters that fit, most of them being of usual width.</summary>
    private const int TitleLengthMax = 78;

    /// <summary>A count of 1 stands this far up a decade, so that it is seen as a bar.</summary>
    private const double OneRowDecades = 0.25;

    private const string Style = """
        <style>
          svg { --ink: #1f2328; --dim: #59636e; --line: #d8dee4; --paper: #ffffff; --normal: #3b78c3; --anomaly: #d1481f; font: 13px system-ui, "Segoe UI", "DejaVu Sans", sans-serif }
          @media (prefers-color-scheme: dark) { svg { --ink: #e6edf3; --dim: #9da7b1; --line: #333b44; --paper: #0d1117; --normal: #6aa5ee; --anomaly: #ff8a5c } }
          .paper { fill: var(--paper) } text { fill: var(--ink) } .dim { fill: var(--dim) } .title { font-size: 17px; font-weight: 600 }
          .grid { stroke: var(--line) } .axis { stroke: var(--dim) } .normal { fill: var(--normal) } .anomaly { fill: var(--anomaly) }
          .threshold { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 5 4 }
        </style>
        """;

    private readonly ScoreHistogram _histogram;
    private readonly double _decades;

    /// <param name="histogram">What is drawn.</param>
    public ScoreDistributionChart(ScoreHistogram histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        _histogram = histogram;
        int largest = 1;
        for (int bin = 0; bin < histogram.BinCount; bin++)
            largest = Math.Max(largest, Math.Max(histogram.Anomalies[bin], histogram.Others[bin]));
        LargestCount = largest;
        _decades = OneRowDecades + Math.Log10(largest) + 0.1;
    }

    /// <summary>First line of the picture.</summary>
    public required string Title { get; init; }

    /// <summary>Second line: what was measured.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>What the horizontal axis shows.</summary>
    public string ScoreLabel { get; init; } = "anomaly score";

    /// <summary>A line at this score; null to draw none.</summary>
    public double? Threshold { get; init; }

    /// <summary>What the line stands for; the score is written after it.</summary>
    public string ThresholdLabel { get; init; } = "threshold";

    private int LargestCount { get; }

    /// <summary>The whole picture.</summary>
    public string ToSvg()
    {
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" role=\"img\" aria-labelledby=\"title\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title id=\"title\">{Encode(Title)}</title>\n{Style}\n<rect class=\"paper\" width=\"{Width}\" height=\"{Height}\"/>\n");
        AppendText(svg, Left, 30, Title.Length <= TitleLengthMax ? Title : $"{Title[..TitleLengthMax]}...", "title");
        AppendText(svg, Left, 51, Subtitle, "dim");
        AppendCounts(svg);
        AppendScores(svg);
        AppendBars(svg);
        AppendThreshold(svg);
        AppendLegend(svg);
        return svg.Append("</svg>\n").ToString();
    }

    private void AppendCounts(StringBuilder svg)
    {
        foreach (int count in AxisTicks.Decades(LargestCount))
        {
            double y = Y(count);
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Left + PlotWidth}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\"/>\n");
            AppendText(svg, Left - 8, y + 4, AxisTicks.Count(count), "dim", "end");
        }

        double middle = Top + (PlotHeight / 2.0);
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"18\" y=\"{middle:0.#}\" text-anchor=\"middle\" transform=\"rotate(-90 18 {middle:0.#})\">rows (logarithmic)</text>\n");
    }

    private void AppendScores(StringBuilder svg)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"axis\" x1=\"{Left}\" x2=\"{Left + PlotWidth}\" y1=\"{Top + PlotHeight}\" y2=\"{Top + PlotHeight}\"/>\n");
        foreach ((double value, string text) in ScoreTicks())
        {
            double x = X(_histogram.Axis.Place(value));
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"axis\" x1=\"{x:0.#}\" x2=\"{x:0.#}\" y1=\"{Top + PlotHeight}\" y2=\"{Top + PlotHeight + 5}\"/>\n");
            AppendText(svg, x, Top + PlotHeight + 20, text, "dim", "middle");
        }

        string label = _histogram.Axis.IsLogarithmic ? $"{ScoreLabel} (logarithmic from 1 on)" : ScoreLabel;
        AppendText(svg, Left + (PlotWidth / 2.0), Height - 16, label, "", "middle");
    }

    private IEnumerable<(double Value, string Text)> ScoreTicks()
    {
        if (_histogram.Axis.IsLogarithmic)
        {
            return AxisTicks.Logarithmic(_histogram.Axis.Score(_histogram.Min), _histogram.Axis.Score(_histogram.Max))
                .Select(static value => (value, AxisTicks.Magnitude(value)));
        }

        (double[] values, string format) = AxisTicks.Linear(_histogram.Min, _histogram.Max, 8);
        return values.Select(value => (value, value.ToString(format, CultureInfo.InvariantCulture)));
    }

    private void AppendBars(StringBuilder svg)
    {
        double binWidth = (double)PlotWidth / _histogram.BinCount;
        double barWidth = _histogram.HasLabels ? (binWidth - 2) / 2 : binWidth - 2;
        double binPlaces = (_histogram.Max - _histogram.Min) / _histogram.BinCount;
        for (int bin = 0; bin < _histogram.BinCount; bin++)
        {
            double x = Left + 1 + (bin * binWidth);
            double from = _histogram.Axis.Score(_histogram.Min + (bin * binPlaces));
            double to = _histogram.Axis.Score(_histogram.Min + ((bin + 1) * binPlaces));
            AppendBar(svg, x, barWidth, _histogram.Others[bin], _histogram.HasLabels ? "normal rows" : "rows", "normal", from, to);
            AppendBar(svg, x + barWidth, barWidth, _histogram.Anomalies[bin], "anomalies", "anomaly", from, to);
        }
    }

    private void AppendBar(StringBuilder svg, double x, double width, int count, string what, string style, double from, double to)
    {
        if (count == 0)
            return;
        double y = Y(count);
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{style}\" x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{Top + PlotHeight - y:0.##}\">");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{from:0.####} to {to:0.####}: {count:N0} {what}</title></rect>\n");
    }

    private void AppendThreshold(StringBuilder svg)
    {
        if (Threshold is not { } threshold)
            return;
        double x = X(Math.Clamp(_histogram.Axis.Place(threshold), _histogram.Min, _histogram.Max));
        bool isRight = x > Left + (PlotWidth * 0.75);
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"threshold\" x1=\"{x:0.#}\" x2=\"{x:0.#}\" y1=\"{Top - 8}\" y2=\"{Top + PlotHeight}\"/>\n");
        AppendText(svg, isRight ? x - 6 : x + 6, Top - 1, $"{ThresholdLabel} {threshold.ToString("0.####", CultureInfo.InvariantCulture)}", "", isRight ? "end" : "start");
    }

    private void AppendLegend(StringBuilder svg)
    {
        if (!_histogram.HasLabels)
            return;
        const int second = Width - Right - 84;
        const int first = second - 106;
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"normal\" x=\"{first}\" y=\"41\" width=\"11\" height=\"11\"/>\n");
        AppendText(svg, first + 16, 51, "normal rows", "");
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"anomaly\" x=\"{second}\" y=\"41\" width=\"11\" height=\"11\"/>\n");
        AppendText(svg, second + 16, 51, "anomalies", "");
    }

    private static void AppendText(StringBuilder svg, double x, double y, string text, string style, string anchor = "start")
    {
        if (text.Length > 0)
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"{style}\" x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\">{Encode(text)}</text>\n");
    }

    private double X(double place) => Left + ((place - _histogram.Min) / (_histogram.Max - _histogram.Min) * PlotWidth);

    private double Y(int count) => Top + (PlotHeight * (1 - ((OneRowDecades + Math.Log10(count)) / _decades)));

    /// <summary>Text as XML takes it; characters that it never takes are left out.</summary>
    private static string Encode(string text) =>
        WebUtility.HtmlEncode(string.Concat(text.Where(static character => System.Xml.XmlConvert.IsXmlChar(character))));
}
