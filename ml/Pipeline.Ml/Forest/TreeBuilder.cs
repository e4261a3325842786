using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pipeline.Ml.Randomness;

namespace Pipeline.Ml.Forest;

/// <summary>
/// Grows trees from one table: Algorithm 2 of Liu, Ting and Zhou (ICDM 2008). One builder a worker; its buffers serve tree after tree.
/// </summary>
/// <remarks>
/// A node reads its rows' values of the one column it cuts and nothing else; no row is ever copied. The cut is even between the smallest
/// and the largest value, so neither child is empty. A column that is constant among a node's rows is constant below it too: such columns
/// are moved to the front of <c>_columns</c> and are not drawn again there. Rows that miss the value go where most of the others go: that a
/// value is missing says nothing in a tree.
/// </remarks>
internal sealed class TreeBuilder
{
    private readonly TrainingTable _table;
    private readonly ForestTrees _trees;
    private readonly IsolationForestOptions _options;
    private readonly RowSampler _sampler;

    // Where each row of the sample begins in the table, in the order of the nodes: a node is a range of it.
    private readonly int[] _rows;
    private readonly int[] _rightRows;
    private readonly float[] _values;
    private readonly int[] _columns;
    private readonly ColumnRanges? _ranges;

    private SeededRandom _random;
    private int _tree;
    private bool _byRange;

    public TreeBuilder(TrainingTable table, ForestTrees trees, IsolationForestOptions options, int sampleSize, double[]? cumulativeWeights)
    {
        _table = table;
        _trees = trees;
        _options = options;
        _sampler = new RowSampler(table.Data.RowCount, sampleSize, cumulativeWeights);
        _rows = new int[sampleSize];
        _rightRows = new int[sampleSize];
        _values = new float[sampleSize];
        _columns = new int[table.Data.ColumnCount];
        _ranges = options.RangeWeightedShare > 0 ? new ColumnRanges(table.ColumnScales!) : null;
    }

    /// <summary>Grows one tree; what it looks like depends on <paramref name="seed"/> and its number alone.</summary>
    public void Grow(int tree, long seed)
    {
        _random = new SeededRandom(seed, tree);
        _tree = tree;
        _byRange = _options.IsRangeWeighted(tree);
        _trees.NodesOf(tree).Fill(ForestNode.AlwaysLeft);
        _sampler.Draw(ref _random, _rows);
        int columnCount = _table.Data.ColumnCount;
        for (int i = 0; i < _rows.Length; i++)
        {
            _rows[i] *= columnCount;
        }

        for (int column = 0; column < columnCount; column++)
        {
            _columns[column] = column;
        }

        GrowNode(1, 0, 0, _rows.Length, 0, 0);
        _trees.Summarize(tree);
    }

    // `density` is the binary logarithm of the node's density, relative to an even spread.
    private void GrowNode(int node, int depth, int start, int end, int constantCount, double density)
    {
        int count = end - start;
        if (count <= 1 || depth == _trees.Height || !TryPickColumn(start, end, ref constantCount, out Cut cut))
        {
            _trees.SetLeaf(_tree, node, depth, LeafValue(depth, count, density), count);
            return;
        }

        int middle = Partition(start, end, ref cut);
        _trees.NodesOf(_tree)[node] = new ForestNode(cut.Threshold, cut.Column | (cut.MissingGoesRight ? ForestNode.MissingRightBit : 0));

        double leftDensity = density;
        double rightDensity = density;
        if (_options.Scoring != ForestScoring.PathLength)
        {
            double share = (double)(middle - start) / count;
            leftDensity += Math.Log2(share / cut.LeftWidthShare);
            rightDensity += Math.Log2((1 - share) / (1 - cut.LeftWidthShare));
        }

        GrowNode(2 * node, depth + 1, start, middle, constantCount, leftDensity);
        GrowNode((2 * node) + 1, depth + 1, middle, end, constantCount, rightDensity);
    }

    private float LeafValue(int depth, int count, double density) => _options.Scoring switch
    {
        ForestScoring.Density => (float)density,
        ForestScoring.Blended => (float)(ForestTrees.PathLength(depth, count) + (_options.DensityWeight * density)),
        _ => ForestTrees.PathLength(depth, count),
    };

    private bool TryPickColumn(int start, int end, ref int constantCount, out Cut cut) =>
        _byRange ? TryPickByRange(start, end, out cut) : TryPickEvenly(start, end, ref constantCount, out cut);

    private bool TryPickEvenly(int start, int end, ref int constantCount, out Cut cut)
    {
        while (constantCount < _columns.Length)
        {
            int index = constantCount + _random.NextInt32(_columns.Length - constantCount);
            int column = _columns[index];
            (float min, float max) = ReadColumn(column, start, end);
            if (min < max)
            {
                cut = new Cut(column, min, max, _random.NextDouble());
                return true;
            }

            (_columns[index], _columns[constantCount]) = (_columns[constantCount], column);
            constantCount++;
        }

        cut = default;
        return false;
    }

    private bool TryPickByRange(int start, int end, out Cut cut)
    {
        _ranges!.Read(_table.Data, _rows.AsSpan(start, end - start));
        if (!_ranges.TryPick(_random.NextDouble(), out int column))
        {
            cut = default;
            return false;
        }

        (float min, float max) = ReadColumn(column, start, end);
        cut = new Cut(column, min, max, _random.NextDouble());
        return true;
    }

    // Copies a column's values of a node's rows to _values, and tells the smallest and largest of those that are there.
    private (float Min, float Max) ReadColumn(int column, int start, int end)
    {
        ref float data = ref Unsafe.Add(ref MemoryMarshal.GetReference(_table.Data.Values.Span), column);
        ReadOnlySpan<int> rows = _rows.AsSpan(start, end - start);
        Span<float> values = _values.AsSpan(start, end - start);
        for (int i = 0; i < rows.Length; i++)
        {
            values[i] = Unsafe.Add(ref data, rows[i]);
        }

        // Apart from the reading, so that it can look at several values at a time.
        return RangeOf(values);
    }

    private static (float Min, float Max) RangeOf(ReadOnlySpan<float> values)
    {
        float min = float.PositiveInfinity;
        float max = float.NegativeInfinity;
        if (values.Length >= Vector<float>.Count)
        {
            Vector<float> mins = new(min);
            Vector<float> maxs = new(max);
            int last = values.Length - Vector<float>.Count;
            for (int i = 0; i < last; i += Vector<float>.Count)
            {
                Widen(new Vector<float>(values[i..]), ref mins, ref maxs);
            }

            // The last ones overlap with those before; a value that is looked at twice changes nothing.
            Widen(new Vector<float>(values[last..]), ref mins, ref maxs);
            for (int i = 0; i < Vector<float>.Count; i++)
            {
                min = mins[i] < min ? mins[i] : min;
                max = maxs[i] > max ? maxs[i] : max;
            }

            return (min, max);
        }

        foreach (float value in values)
        {
            min = value < min ? value : min;
            max = value > max ? value : max;
        }

        return (min, max);
    }

    // Comparisons, not minima: a missing value must change neither.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Widen(Vector<float> values, ref Vector<float> mins, ref Vector<float> maxs)
    {
        mins = Vector.ConditionalSelect(Vector.LessThan(values, mins), values, mins);
        maxs = Vector.ConditionalSelect(Vector.GreaterThan(values, maxs), values, maxs);
    }

    // Moves the rows that go left to the front of the node's range, in the order they are in, and returns where the others begin.
    private int Partition(int start, int end, ref Cut cut)
    {
        if (_table.HasMissing)
        {
            SendMissing(start, end, ref cut);
        }

        ref int rows = ref MemoryMarshal.GetArrayDataReference(_rows);
        ref int rightRows = ref MemoryMarshal.GetArrayDataReference(_rightRows);
        ref float values = ref MemoryMarshal.GetArrayDataReference(_values);
        float threshold = cut.Threshold;
        int left = start;
        int right = 0;
        for (int i = start; i < end; i++)
        {
            // Both are written, one counts: a branch here would be guessed wrong every other time.
            int row = Unsafe.Add(ref rows, i);
            Unsafe.Add(ref rows, left) = row;
            Unsafe.Add(ref rightRows, right) = row;
            int goesRight = Unsafe.Add(ref values, i) > threshold ? 1 : 0;
            left += 1 - goesRight;
            right += goesRight;
        }

        _rightRows.AsSpan(0, right).CopyTo(_rows.AsSpan(left));
        if (!_table.HasMissing)
        {
            // None is missing here, but one may be in a row to score.
            cut = cut with { MissingGoesRight = right > left - start };
        }

        return left;
    }

    private void SendMissing(int start, int end, ref Cut cut)
    {
        int leftCount = 0;
        int rightCount = 0;
        foreach (float value in _values.AsSpan(start, end - start))
        {
            leftCount += value <= cut.Threshold ? 1 : 0;
            rightCount += value > cut.Threshold ? 1 : 0;
        }

        cut = cut with { MissingGoesRight = rightCount > leftCount };
        float stand = cut.MissingGoesRight ? float.PositiveInfinity : float.NegativeInfinity;
        foreach (ref float value in _values.AsSpan(start, end - start))
        {
            value = float.IsNaN(value) ? stand : value;
        }
    }
}
