namespace Pipeline.Ml.Forest;

public sealed partial class IsolationForest
{
    /// <summary>
    /// Mean over the trees of what a training row gets: the path length, or the logarithm of the density. Contributions start from here.
    /// </summary>
    public double ExpectedValue
    {
        get
        {
            double sum = 0;
            for (int tree = 0; tree < TreeCount; tree++)
            {
                sum += _trees.ValuesOf(tree)[1];
            }

            return sum / TreeCount;
        }
    }

    /// <summary>Scores a row and says what each column contributed.</summary>
    /// <param name="row">One number per column; NaN is a missing value.</param>
    /// <param name="contributions">
    /// Filled with one number per column: by how much the cuts of this column shortened the row's paths (or lowered its density) on
    /// average, in steps (or binary orders of magnitude); positive makes the row more anomalous, negative less. They add up to
    /// <see cref="ExpectedValue"/> minus the row's own mean.
    /// </param>
    /// <returns>The score, the same bits as <see cref="Score(ReadOnlySpan{float})"/>.</returns>
    /// <remarks>
    /// One descent, as for a score: every step from a node to its child changes the mean of the training rows below, and the difference is
    /// booked to the column that was cut. The idea is that of local DIFFI (Carletti, Terzi and Susto, arXiv 2007.11117), which books a
    /// step's depth, with the additive bookkeeping of Saabas (2014): steps that say nothing cancel out instead of adding up. The value of a
    /// column that was never cut cannot contribute.
    /// </remarks>
    /// <exception cref="ArgumentException">The row or the contributions have not as many numbers as the forest has columns.</exception>
    public double Explain(ReadOnlySpan<float> row, Span<double> contributions)
    {
        ThrowIfColumnsDiffer(row.Length);
        if (contributions.Length != ColumnCount)
        {
            throw new ArgumentException($"There are {contributions.Length} places for the contributions of {ColumnCount} columns.", nameof(contributions));
        }

        contributions.Clear();
        float sum = 0;
        for (int tree = 0; tree < TreeCount; tree++)
        {
            ReadOnlySpan<ForestNode> nodes = _trees.NodesOf(tree);
            ReadOnlySpan<float> values = _trees.ValuesOf(tree);
            int node = 1;
            for (int level = 0; level < HeightLimit; level++)
            {
                ForestNode split = nodes[node];
                int child = ScalarTraversal.Step(split, row[split.Column], node);
                contributions[split.Column] += values[node] - values[child];
                node = child;
            }

            sum += values[node];
        }

        foreach (ref double contribution in contributions)
        {
            contribution /= TreeCount;
        }

        return ToScore(sum);
    }
}
