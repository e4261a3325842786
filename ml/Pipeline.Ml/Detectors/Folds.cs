using Pipeline.Ml.Randomness;

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
            SeededRandom random = new(seed, -1);
            for (int row = rowCount - 1; row > 0; row--)
            {
                int other = random.NextInt32(row + 1);
                (foldOf[row], foldOf[other]) = (foldOf[other], foldOf[row]);
            }
        }

        return new Folds(foldOf, count);
    }

    /// <summary>The rows of one part, in their order.</summary>
    public int[] RowsIn(int fold) => [.. Enumerable.Range(0, _foldOf.Length).Where(row => _foldOf[row] == fold)];

    /// <summary>The rows of all other parts, in their order.</summary>
    public int[] RowsOutside(int fold) => [.. Enumerable.Range(0, _foldOf.Length).Where(row => _foldOf[row] != fold)];
}
