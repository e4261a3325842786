using System.Globalization;

namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>Writes what came of time series as tables for people.</summary>
internal static class StreamReport
{
    private const int MaxTooShortListed = 10;

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static void Write(StreamEvaluationResult result, TextWriter output)
    {
        output.WriteLine(string.Create(Culture,
            $"{result.RowCount} rows of {result.SeriesCount} series, {result.RefitCount} forests grown, {result.RowsPerSecond:F0} rows a second"));
        WriteAlarms(result.Top, output);
        WriteTooShort(result, output);
        if (result.Standard is not null)
            WriteScores(result, result.Standard, output);
    }

    private static void WriteAlarms(IReadOnlyList<SeriesAlarm> alarms, TextWriter output)
    {
        int width = alarms.Select(alarm => alarm.Series.Length).DefaultIfEmpty().Max();
        SeriesAlarm[] pages = [.. alarms.Where(alarm => alarm.Score >= StreamEvaluation.PageLevel)];
        output.WriteLine();
        output.WriteLine(string.Create(Culture, $"What stood out most (score = -ln p; {StreamEvaluation.PageLevel} or more is worth a page)"));
        if (pages.Length == 0)
            output.WriteLine("  nothing");

        foreach (SeriesAlarm alarm in pages)
            WriteAlarm(alarm, width, output);

        if (pages.Length == alarms.Count)
            return;

        output.WriteLine(string.Create(Culture, $"Below {StreamEvaluation.PageLevel}, as noise does now and then"));
        foreach (SeriesAlarm alarm in alarms.Skip(pages.Length))
            WriteAlarm(alarm, width, output);
    }

    private static void WriteAlarm(SeriesAlarm alarm, int width, TextWriter output)
    {
        string label = alarm.IsLabelled switch { true => "  labelled", false => "  not labelled", null => "" };
        output.WriteLine(string.Create(Culture,
            $"  {alarm.Score,8:F1}  {alarm.Timestamp:yyyy-MM-dd HH:mm:ss}  {alarm.Series.PadRight(width)}  {alarm.Cause}{label}"));
    }

    private static void WriteTooShort(StreamEvaluationResult result, TextWriter output)
    {
        foreach (TimeSeries series in result.TooShort.Take(MaxTooShortListed))
            output.WriteLine($"{series.Name}: {series.RowCount} rows, the first {result.WarmUpRowCount} only warm up, so nothing can stand out");
        if (result.TooShort.Count > MaxTooShortListed)
            output.WriteLine($"and {result.TooShort.Count - MaxTooShortListed} more series as short");
    }

    private static void WriteScores(StreamEvaluationResult result, NabResult standard, TextWriter output)
    {
        int width = standard.Series.Max(series => series.Name.Length);
        output.WriteLine();
        output.WriteLine($"{"Numenta Anomaly Benchmark, standard profile".PadRight(width)}   rows  windows  found  false alarms  points");
        foreach (SeriesResult series in standard.Series)
            WriteRow(series, width, output);

        WriteRow(
            new SeriesResult(
                "all",
                standard.Series.Sum(s => s.RowCount),
                standard.Series.Sum(s => s.WindowCount),
                standard.Series.Sum(s => s.FoundCount),
                standard.Series.Sum(s => s.FalseAlarmCount),
                standard.Series.Sum(s => s.Points)),
            width,
            output);
        output.WriteLine();
        output.WriteLine(string.Create(Culture, $"score {standard.Score:F1} of 100 (threshold {standard.Threshold:F3})"));
        if (result.WindowedGaussian is { } gaussian)
            output.WriteLine(string.Create(Culture, $"windowed Gaussian {gaussian.Score:F1}"));
        if (result.RandomScore is { } random)
            output.WriteLine(string.Create(Culture, $"random {random:F1}"));
    }

    private static void WriteRow(SeriesResult series, int width, TextWriter output) =>
        output.WriteLine(string.Create(Culture,
            $"{series.Name.PadRight(width)} {series.RowCount,6} {series.WindowCount,8} {series.FoundCount,6} "
            + $"{series.FalseAlarmCount,13} {series.Points,7:F2}"));
}
