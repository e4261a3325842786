using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pipeline.Ml.Forest;

/// <summary>Sends eight rows at a time down a tree, or one row down eight trees, with the gather instructions of AVX2.</summary>
/// <remarks>
/// Every row takes the same number of steps, so lanes never wait for each other and nothing is predicted. Four groups of eight rows go down
/// together: while one waits for its gathers, the others' are on their way. A tree, 3 KB, is used for a whole block of rows while it is in
/// the first-level cache. Sums are added in the order of the trees, as <see cref="ScalarTraversal"/> adds them, so both give the same bits.
/// </remarks>
internal static unsafe class VectorTraversal
{
    private const int Lanes = 8;
    private const int GroupsTogether = 4;
    private const int NodeSizeBytes = 8;
    private const int TreeGroupsTogether = 16;

    /// <summary>Rows that are worth a block.</summary>
    public const int RowsTogether = Lanes * GroupsTogether;

    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>Fills <paramref name="sums"/> with the sum of the leaves that each row reaches.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="rows">Row-major; as many rows as there are sums, a multiple of <see cref="RowsTogether"/>.</param>
    /// <param name="columnCount">Numbers in a row.</param>
    /// <param name="sums">One for each row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(ForestTrees trees, ReadOnlySpan<float> rows, int columnCount, Span<float> sums)
    {
        Debug.Assert(sums.Length % RowsTogether == 0 && rows.Length == sums.Length * columnCount, "Groups are whole.");
        bool hasMissing = HasMissing(rows);
        sums.Clear();
        fixed (ForestNode* nodes = trees.Nodes)
        fixed (float* values = trees.Values)
        fixed (float* numbers = rows)
        fixed (float* total = sums)
        {
            Vector256<int> laneOffsets = Vector256<int>.Indices * columnCount;
            for (int tree = 0; tree < trees.TreeCount; tree++)
            {
                ForestNode* ofTree = nodes + (tree << trees.Height);
                float* leaves = values + (tree << (trees.Height + 1));
                for (int row = 0; row < sums.Length; row += RowsTogether)
                {
                    Descend(ofTree, trees.Height, leaves, numbers + ((long)row * columnCount), columnCount, laneOffsets, hasMissing, total + row);
                }
            }
        }
    }

    /// <summary>The sum of the leaves that one row reaches, added in the order of the trees.</summary>
    /// <remarks>
    /// The parts are exchanged: the lanes are trees, and all of them look at one row. Up to sixteen groups go down together, which keeps
    /// the gathers as busy as a block of rows does. The last group may hold trees that are not there; there is room for them (see
    /// <see cref="ForestTrees"/>) and they are not added.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float SumRow(ForestTrees trees, ReadOnlySpan<float> row)
    {
        Vector256<int>* places = stackalloc Vector256<int>[TreeGroupsTogether];
        float* leaves = stackalloc float[TreeGroupsTogether * Lanes];
        Vector256<int> treeOffsets = Vector256.ShiftLeft(Vector256<int>.Indices, trees.Height);
        float sum = 0;
        fixed (ForestNode* nodes = trees.Nodes)
        fixed (float* values = trees.Values)
        fixed (float* numbers = row)
        {
            for (int tree = 0; tree < trees.TreeCount; tree += TreeGroupsTogether * Lanes)
            {
                int treeCount = Math.Min(TreeGroupsTogether * Lanes, trees.TreeCount - tree);
                int groupCount = (treeCount + Lanes - 1) / Lanes;
                for (int group = 0; group < groupCount; group++)
                {
                    places[group] = Vector256<int>.One;
                }

                ForestNode* first = nodes + ((long)tree << trees.Height);
                for (int level = 0; level < trees.Height; level++)
                {
                    for (int group = 0; group < groupCount; group++)
                    {
                        places[group] = StepTrees(first + ((long)(group * Lanes) << trees.Height), treeOffsets, numbers, places[group]);
                    }
                }

                float* firstValue = values + ((long)tree << (trees.Height + 1));
                for (int group = 0; group < groupCount; group++)
                {
                    float* ofGroup = firstValue + ((long)(group * Lanes) << (trees.Height + 1));
                    Avx2.GatherVector256(ofGroup, places[group] + treeOffsets + treeOffsets, sizeof(float)).Store(leaves + (group * Lanes));
                }

                for (int i = 0; i < treeCount; i++)
                {
                    sum += leaves[i];
                }
            }
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> StepTrees(ForestNode* nodes, Vector256<int> treeOffsets, float* row, Vector256<int> node)
    {
        Vector256<int> places = node + treeOffsets;
        Vector256<float> thresholds = Avx2.GatherVector256((float*)nodes, places, NodeSizeBytes);
        Vector256<int> bits = Avx2.GatherVector256((int*)nodes + 1, places, NodeSizeBytes);
        Vector256<float> numbers = Avx2.GatherVector256(row, bits & Vector256.Create(~ForestNode.MissingRightBit), sizeof(float));
        Vector256<int> missing = ~Vector256.Equals(numbers, numbers).AsInt32();
        Vector256<int> right = Vector256.GreaterThan(numbers, thresholds).AsInt32() | (missing & Vector256.ShiftRightArithmetic(bits, 31));
        return node + node - right;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Descend(
        ForestNode* nodes, int height, float* leaves, float* rows, int columnCount, Vector256<int> laneOffsets, bool hasMissing, float* sums)
    {
        Vector256<int> a = Vector256<int>.One;
        Vector256<int> b = a;
        Vector256<int> c = a;
        Vector256<int> d = a;
        float* rowsB = rows + (Lanes * columnCount);
        float* rowsC = rowsB + (Lanes * columnCount);
        float* rowsD = rowsC + (Lanes * columnCount);
        if (hasMissing)
        {
            for (int level = 0; level < height; level++)
            {
                a = StepWithMissing(nodes, rows, laneOffsets, a);
                b = StepWithMissing(nodes, rowsB, laneOffsets, b);
                c = StepWithMissing(nodes, rowsC, laneOffsets, c);
                d = StepWithMissing(nodes, rowsD, laneOffsets, d);
            }
        }
        else
        {
            for (int level = 0; level < height; level++)
            {
                a = Step(nodes, rows, laneOffsets, a);
                b = Step(nodes, rowsB, laneOffsets, b);
                c = Step(nodes, rowsC, laneOffsets, c);
                d = Step(nodes, rowsD, laneOffsets, d);
            }
        }

        Add(leaves, a, sums);
        Add(leaves, b, sums + Lanes);
        Add(leaves, c, sums + (2 * Lanes));
        Add(leaves, d, sums + (3 * Lanes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Step(ForestNode* nodes, float* rows, Vector256<int> laneOffsets, Vector256<int> node)
    {
        Vector256<float> thresholds = Avx2.GatherVector256((float*)nodes, node, NodeSizeBytes);
        Vector256<int> columns = Avx2.GatherVector256((int*)nodes + 1, node, NodeSizeBytes) & Vector256.Create(~ForestNode.MissingRightBit);
        Vector256<float> numbers = Avx2.GatherVector256(rows, columns + laneOffsets, sizeof(float));
        return node + node - Vector256.GreaterThan(numbers, thresholds).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> StepWithMissing(ForestNode* nodes, float* rows, Vector256<int> laneOffsets, Vector256<int> node)
    {
        Vector256<float> thresholds = Avx2.GatherVector256((float*)nodes, node, NodeSizeBytes);
        Vector256<int> bits = Avx2.GatherVector256((int*)nodes + 1, node, NodeSizeBytes);
        Vector256<int> columns = bits & Vector256.Create(~ForestNode.MissingRightBit);
        Vector256<float> numbers = Avx2.GatherVector256(rows, columns + laneOffsets, sizeof(float));
        Vector256<int> missing = ~Vector256.Equals(numbers, numbers).AsInt32();
        Vector256<int> right = Vector256.GreaterThan(numbers, thresholds).AsInt32() | (missing & Vector256.ShiftRightArithmetic(bits, 31));
        return node + node - right;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float* leaves, Vector256<int> node, float* sums) =>
        (Vector256.Load(sums) + Avx2.GatherVector256(leaves, node, sizeof(float))).Store(sums);

    private static bool HasMissing(ReadOnlySpan<float> rows)
    {
        foreach (float value in rows)
        {
            if (float.IsNaN(value))
            {
                return true;
            }
        }

        return false;
    }
}
