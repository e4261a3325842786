using System.Globalization;
using System.Text;
using Pipeline.Ml.Thresholds;

namespace Pipeline.Ml.Evaluation.FalseAlarms;

/// <summary>Measures what a promised rate of false episodes is worth: many calibrations, each followed by much more normal data.</summary>
/// <remarks>
/// Every repetition draws one series of normal numbers, calibrates on its beginning in every shape, and counts episodes in the rest.
/// The shapes of one repetition share the series, so rows differ by shape, not by luck. The series goes on without a gap: the held-out
/// part begins right after the calibration.
/// </remarks>
public sealed class FalseAlarmTable
{
    private FalseAlarmTable(IReadOnlyList<FalseAlarmRow> rows, FalseAlarmTableOptions options)
    {
        Rows = rows;
        Options = options;
    }

    public IReadOnlyList<FalseAlarmRow> Rows { get; }

    public FalseAlarmTableOptions Options { get; }

    /// <summary>Runs everything; about a minute on one core with the defaults.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two repetitions.</exception>
    public static FalseAlarmTable Run(FalseAlarmTableOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Repetitions, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.HeldOutLength, 1);
        List<FalseAlarmRow> rows = [];
        foreach (double correlation in options.Correlations)
        {
            foreach (int length in options.CalibrationLengths)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
                FalseAlarmTally tally = new(options);
                for (int repetition = 0; repetition < options.Repetitions; repetition++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    // Odd multipliers keep the seeds of all series apart.
                    long seed = options.Seed + (1_000_003L * repetition) + (7_919L * length) + (long)(correlation * 1e15);
                    tally.Repeat(new NormalSeries(correlation, seed), length);
                }

                rows.AddRange(tally.Rows(correlation, length));
            }
        }

        return new FalseAlarmTable(rows, options);
    }

    /// <summary>A Markdown table, rates in parts of the promise.</summary>
    public string ToMarkdown()
    {
        StringBuilder text = new();
        text.Append("| neighbours | calibrated on | peaks | run length | shape | promised | observed / promised | 95 % interval | twice the promise |\n");
        text.Append("| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (FalseAlarmRow row in Rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {NeighboursOf(row.Correlation)} | {row.CalibrationLength:N0} | {row.PeaksMean:0} ");
            text.Append(CultureInfo.InvariantCulture, $"| {row.RunLengthMean:0} | {row.Shape} | 1 in {1 / row.PromisedRate:N0} ");
            text.Append(CultureInfo.InvariantCulture, $"| {row.ObservedRate.Mean / row.PromisedRate:0.00} ");
            text.Append(CultureInfo.InvariantCulture, $"| {row.ObservedRate.Lower / row.PromisedRate:0.00} - {row.ObservedRate.Upper / row.PromisedRate:0.00} ");
            text.Append(CultureInfo.InvariantCulture, $"| {100 * row.TwiceShare:0} % |\n");
        }

        return text.ToString();
    }

    private static string NeighboursOf(double correlation) =>
        correlation == 0 ? "independent" : string.Create(CultureInfo.InvariantCulture, $"AR({correlation:0.##})");
}
