using System.Globalization;
using System.Text;
using Pipeline.Ml.Data;
using Pipeline.Ml.Detectors;
using Pipeline.Ml.Forest;
using Pipeline.Ml.Tails;

namespace Pipeline.Ml.Evaluation.CallCounts;

/// <summary>
/// The case that a detector of call counts exists for: calls that explode among columns of noise, and calls that hardly change.
/// </summary>
/// <remarks>
/// For every case and seed the detectors learn from the same usual rows. Others set each detector's threshold, and planted rows are told
/// from them. Forest and tail are judged alone, by their plain scores, and joined by the detector with its defaults.
/// </remarks>
public sealed class CallCountTable
{
    private static readonly string[] s_detectors = ["forest", "tail", "joined"];

    private CallCountTable(IReadOnlyList<CallCountRow> rows, CallCountTableOptions options)
    {
        Rows = rows;
        Options = options;
    }

    /// <summary>Three a case: forest, tail, joined.</summary>
    public IReadOnlyList<CallCountRow> Rows { get; }

    public CallCountTableOptions Options { get; }

    /// <summary>Runs everything; about a minute on one core with the defaults.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two detectors.</exception>
    public static CallCountTable Run(CallCountTableOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        List<CallCountRow> rows = [];
        foreach (CallCountCase one in options.Cases)
        {
            Trial[] trials = [.. options.Seeds.SelectMany(seed => Try(one, options, seed, cancellationToken))];
            foreach (string detector in s_detectors)
            {
                Trial[] own = [.. trials.Where(trial => trial.Detector == detector)];
                rows.Add(new CallCountRow(
                    one.Name, detector, own.Average(trial => trial.Detected), own.Min(trial => trial.Detected), own.Average(trial => trial.Auc),
                    own.Average(trial => trial.Surprise), own.Average(trial => trial.FirstCause)));
            }
        }

        return new CallCountTable(rows, options);
    }

    /// <summary>A Markdown table, one line a case.</summary>
    public string ToMarkdown()
    {
        StringBuilder text = new();
        text.Append("| case | forest: caught | AUC | tail: caught | AUC | joined: caught | AUC | surprise of the column, nats | first cause |\n");
        text.Append("| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (IGrouping<string, CallCountRow> group in Rows.GroupBy(row => row.Case))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {group.Key} ");
            foreach (CallCountRow row in group)
                text.Append(CultureInfo.InvariantCulture, $"| {100 * row.Detected:0.0} % | {row.Auc:0.000} ");
            text.Append(CultureInfo.InvariantCulture, $"| {group.First().Surprise:0.0} | {100 * group.First().FirstCause:0} % |\n");
        }

        return text.ToString();
    }

    private static IEnumerable<Trial> Try(CallCountCase one, CallCountTableOptions options, int seed, CancellationToken cancellationToken)
    {
        CallCountSource source = new(seed);
        FeatureMatrix training = source.Rows(one, options.NoiseColumns, one.TrainingRows ?? options.TrainingRows, planted: false);
        FeatureMatrix usual = source.Rows(one, options.NoiseColumns, options.UsualRows, planted: false);
        FeatureMatrix planted = source.Rows(one, options.NoiseColumns, one.PlantedRows ?? options.PlantedRows, planted: true);

        IsolationForestOptions forestOptions = new() { Seed = seed };
        IsolationForest forest = IsolationForest.Fit(training, forestOptions, cancellationToken: cancellationToken);
        TailModel tail = TailModel.Fit(training, new TailOptions());
        AnomalyDetectorOptions joinedOptions = new();
        joinedOptions = joinedOptions with { Forest = joinedOptions.Forest with { Seed = seed } };
        AnomalyDetector joined = AnomalyDetector.Fit(training, joinedOptions, cancellationToken: cancellationToken);
        (double surprise, double firstCause) = Attribute(tail, planted, one.ColumnCount);

        double[] usualScores = new double[usual.RowCount], plantedScores = new double[planted.RowCount];
        foreach (string detector in s_detectors)
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (detector)
            {
                case "forest": forest.Score(usual, usualScores); forest.Score(planted, plantedScores); break;
                case "tail": tail.Score(usual, usualScores); tail.Score(planted, plantedScores); break;
                default: joined.Score(usual, usualScores); joined.Score(planted, plantedScores); break;
            }

            (double detected, double auc) = Separate(usualScores, plantedScores, options.FalseAlarmShare);
            yield return new Trial(detector, detected, auc, surprise, firstCause);
        }
    }

    private static (double Surprise, double FirstCause) Attribute(TailModel tail, FeatureMatrix planted, int caseColumns)
    {
        double[] surprises = new double[tail.ColumnCount];
        double sum = 0;
        int first = 0;
        for (int row = 0; row < planted.RowCount; row++)
        {
            tail.Explain(planted.Row(row), surprises);
            double own = 0, others = 0;
            for (int column = 0; column < surprises.Length; column++)
            {
                if (column < caseColumns)
                    own = Math.Max(own, Math.Abs(surprises[column]));
                else
                    others = Math.Max(others, Math.Abs(surprises[column]));
            }

            sum += own;
            first += own > others ? 1 : 0;
        }

        return (sum / planted.RowCount, (double)first / planted.RowCount);
    }

    // Sorts the usual scores; a tie counts half in the area, and not at all as detected.
    private static (double Detected, double Auc) Separate(double[] usual, double[] planted, double falseAlarmShare)
    {
        Array.Sort(usual);
        double threshold = usual[^(1 + (int)(falseAlarmShare * usual.Length))];
        long detected = 0, twice = 0;
        foreach (double score in planted)
        {
            detected += score > threshold ? 1 : 0;
            twice += CountBelow(usual, score, orEqual: false) + CountBelow(usual, score, orEqual: true);
        }

        return ((double)detected / planted.Length, twice / (2.0 * planted.Length * usual.Length));
    }

    private static int CountBelow(double[] sorted, double score, bool orEqual)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] < score || (orEqual && sorted[middle] == score))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private sealed record Trial(string Detector, double Detected, double Auc, double Surprise, double FirstCause);
}
