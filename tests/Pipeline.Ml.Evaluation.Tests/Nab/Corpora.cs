using Pipeline.Ml.Evaluation.Nab;

namespace Pipeline.Ml.Evaluation.Tests.Nab;

/// <summary>Small made-up series with five minutes between rows.</summary>
internal static class Corpora
{
    private static readonly DateTime Start = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    public static DateTime TimeOf(int row) => Start.AddMinutes(5 * row);

    public static LabelWindow Window(int first, int last) => new(TimeOf(first), TimeOf(last));

    public static TimeSeries Series(string name, params double[] values) =>
        new(name, [.. Enumerable.Range(0, values.Length).Select(TimeOf)], values);

    /// <summary>A series of zeros in which a detector raised alarms of score 1 on some rows and said 0 to all others.</summary>
    public static ScoredSeries Alarmed(int rowCount, LabelWindow[] windows, params int[] alarms)
    {
        double[] scores = new double[rowCount];
        foreach (int alarm in alarms)
            scores[alarm] = 1.0;

        return new ScoredSeries(Series("made/up.csv", new double[rowCount]), windows, scores);
    }
}
