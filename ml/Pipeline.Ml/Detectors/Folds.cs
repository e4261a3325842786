using Pipeline.Ml.Data;
using Pipeline.Ml.Forest;

namespace Pipeline.Ml.Detectors;

/// <summary>Which part of a table each row belongs to.</summary>
internal sealed class Folds
{
    private readonly int[] _foldOf;

    private Folds(int[] foldOf, int count)
    {
        _foldOf = foldOf;
        Count = count;
    }

    public int Count { get; }

    public int this[int row] => _foldOf[row];

    /// <summary>Parts whose sizes differ by one row at most; as many as there are rows where those are fewer.</summary>
    public static Folds Of(int rowCount, int foldCount, RowOrder order, long seed)
    {
        int count = Math.Min(foldCount, rowCount);
        int[] foldOf = new int[rowCount];
        for (int row = 0; row < rowCount; row++)
        {
            foldOf[row] = (int)((long)row * count / rowCount);
        }

        if (order == RowOrder.Independent)
        {
            // Tables are often sorted by what makes their rows alike. A stream of random numbers that no tree has.
            ForestRandom random = new(seed, -1);
            for (int row = rowCount - 1; row > 0; row--)
            {
                int other = random.NextInt32(row + 1);
                (foldOf[row], foldOf[other]) = (foldOf[other], foldOf[row]);
            }
        }

        return new Folds(foldOf, count);
    }

    /// <summary>The rows of all parts but one, and their weights where there are any.</summary>
    public (FeatureMatrix Rows, ReadOnlyMemory<float> Weights) Without(int fold, FeatureMatrix data, ReadOnlySpan<float> weights)
    {
        int count = _foldOf.Count(own => own != fold);
        float[] values = new float[count * data.ColumnCount];
        float[] kept = new float[weights.IsEmpty ? 0 : count];
        int next = 0;
        for (int row = 0; row < _foldOf.Length; row++)
        {
            if (_foldOf[row] == fold)
            {
                continue;
            }

            data.Row(row).CopyTo(values.AsSpan(next * data.ColumnCount));
            if (!weights.IsEmpty)
            {
                kept[next] = weights[row];
            }

            next++;
        }

        return (new FeatureMatrix(values, data.ColumnCount), kept);
    }
}
