using Pipeline.Ml.Tails;

namespace Pipeline.Ml.Detectors;

public sealed partial class AnomalyDetector
{
    /// <summary>Judges a row and ranks its columns by what they have to do with it.</summary>
    /// <param name="row">One number per column; NaN is a missing value.</param>
    /// <remarks>
    /// A column's strength is its own tail surprise plus its share of the forest's surprise, both in nats: the forest's is divided among
    /// the columns in proportion to their positive contributions. What is unusual only as a combination of columns that are usual one by
    /// one shows in the forest's part alone, and weakly.
    /// </remarks>
    /// <exception cref="ArgumentException">The row has not as many numbers as the detector has columns.</exception>
    public Explanation Explain(ReadOnlySpan<float> row)
    {
        double[] contributions = new double[ColumnCount];
        double[] surprises = new double[ColumnCount];
        double forestScore = Forest.Explain(row, contributions);
        Tail.Explain(row, surprises);
        Judgement judgement = Join(forestScore, row);

        double positive = contributions.Sum(contribution => Math.Max(0, contribution));
        double[] strengths = new double[ColumnCount];
        for (int column = 0; column < strengths.Length; column++)
        {
            double forest = positive > 0 ? judgement.ForestSurprise * Math.Max(0, contributions[column]) / positive : 0;
            strengths[column] = forest + (Kind == DetectorKind.Forest ? 0 : Math.Abs(surprises[column]));
        }

        double total = strengths.Sum();
        Cause[] causes = new Cause[ColumnCount];
        for (int column = 0; column < causes.Length; column++)
        {
            causes[column] = new Cause(
                column,
                row[column],
                Tail[column].Median,
                DeviationOf(row[column], Tail[column]),
                strengths[column],
                total > 0 ? strengths[column] / total : 0,
                contributions[column],
                Math.Abs(surprises[column]));
        }

        // A stable sort: equal causes stay in the order of the table.
        return new Explanation(judgement, [.. causes.OrderByDescending(cause => cause.Strength)]);
    }

    private static Deviation DeviationOf(float observed, FeatureTail feature)
    {
        if (float.IsNaN(observed))
        {
            return double.IsNaN(feature.Median) ? Deviation.None : Deviation.Missing;
        }

        if (double.IsNaN(feature.Median))
        {
            return Deviation.New;
        }

        return observed > feature.Median ? Deviation.Above : observed < feature.Median ? Deviation.Below : Deviation.None;
    }
}
