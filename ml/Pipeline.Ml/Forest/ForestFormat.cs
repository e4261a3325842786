namespace Pipeline.Ml.Forest;

/// <summary>The bytes of a forest, described in docs/model-format.md. Means are not written: they follow from the leaves.</summary>
internal static class ForestFormat
{
    /// <summary>The newest version of the payload.</summary>
    public const ushort Version = 1;

    // The density of a leaf is within 20 bits for each of at most 16 cuts, and counts ten times at most.
    private const float LeafValueMax = 4_096;

    private const long SmallNodeCount = 1 << 24;
    private const long NodesPerByteMax = 1_024;

    public static void Write(BinaryWriter writer, IsolationForest forest)
    {
        ForestTrees trees = forest.Trees;
        writer.Write7BitEncodedInt(forest.ColumnCount);
        writer.Write7BitEncodedInt(trees.TreeCount);
        writer.Write((byte)UsedHeight(trees));
        writer.Write7BitEncodedInt(forest.SubsampleSize);
        writer.Write((byte)forest.Scoring);
        for (int tree = 0; tree < trees.TreeCount; tree++)
        {
            WriteNode(writer, trees, tree, forest.Scoring, 1, 0);
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The numbers are not those of a forest.</exception>
    public static IsolationForest Read(BinaryReader reader)
    {
        int columnCount = ReadBetween(reader, 1, int.MaxValue, "columns");
        int treeCount = ReadBetween(reader, 1, IsolationForestOptions.MaxTreeCount, "trees");
        int height = reader.ReadByte();
        Require(height is >= 1 and <= IsolationForestOptions.MaxHeightLimit, $"a tree of height {height}");
        int subsampleSize = ReadBetween(reader, 1, int.MaxValue, "rows a tree");
        ForestScoring scoring = (ForestScoring)reader.ReadByte();
        Require(Enum.IsDefined(scoring), $"scoring {(int)scoring}");

        // A few bytes must not allocate gigabytes: a tree takes one byte at least, and a forest that is large in memory is not tiny in a file.
        long size = reader.BaseStream.Length - reader.BaseStream.Position;
        long nodeCount = (long)treeCount << height;
        Require(treeCount <= size, $"{treeCount} trees in {size} bytes");
        Require(
            nodeCount <= Math.Min(IsolationForest.MaxNodeCount, Math.Max(SmallNodeCount, size * NodesPerByteMax)),
            $"{treeCount} trees of height {height} in {size} bytes");
        ForestTrees trees = new(treeCount, height);
        for (int tree = 0; tree < treeCount; tree++)
        {
            trees.NodesOf(tree).Fill(ForestNode.AlwaysLeft);
            long rowCount = ReadNode(reader, trees, tree, scoring, columnCount, 1, 0);
            Require(rowCount == subsampleSize, $"tree {tree} with {rowCount} rows of {subsampleSize}");
            trees.Summarize(tree);
        }

        return new IsolationForest(trees, columnCount, subsampleSize, scoring);
    }

    // The height that any path has: a table that allows few cuts does not take a file, or a memory, of many.
    private static int UsedHeight(ForestTrees trees)
    {
        int used = 1;
        for (int tree = 0; tree < trees.TreeCount; tree++)
        {
            ReadOnlySpan<ForestNode> nodes = trees.NodesOf(tree);
            for (int node = nodes.Length - 1; node >= 1 << used; node--)
            {
                if (nodes[node].IsSplit)
                {
                    used = int.Log2(node) + 1;
                }
            }
        }

        return used;
    }

    // Preorder. A split: its column, times 4, plus 2 if missing values go right, plus 1; then its threshold. A leaf: its rows, times 2.
    private static void WriteNode(BinaryWriter writer, ForestTrees trees, int tree, ForestScoring scoring, int node, int depth)
    {
        if (depth < trees.Height && trees.NodesOf(tree)[node] is { IsSplit: true } split)
        {
            writer.Write7BitEncodedInt64(((long)split.Column << 2) | (split.MissingGoesRight ? 2L : 0) | 1);
            writer.Write(split.Threshold);
            WriteNode(writer, trees, tree, scoring, 2 * node, depth + 1);
            WriteNode(writer, trees, tree, scoring, (2 * node) + 1, depth + 1);
            return;
        }

        int leaf = node << (trees.Height - depth);
        writer.Write7BitEncodedInt64((long)trees.LeafRowCountsOf(tree)[leaf - (1 << trees.Height)] << 1);
        if (scoring != ForestScoring.PathLength)
        {
            writer.Write(trees.ValuesOf(tree)[leaf]);
        }
    }

    private static long ReadNode(BinaryReader reader, ForestTrees trees, int tree, ForestScoring scoring, int columnCount, int node, int depth)
    {
        long bits = reader.Read7BitEncodedInt64();
        if ((bits & 1) == 0)
        {
            return ReadLeaf(reader, trees, tree, scoring, bits >> 1, node, depth);
        }

        long column = bits >> 2;
        Require(depth < trees.Height && column >= 0 && column < columnCount, $"a split of column {column} at depth {depth}");
        float threshold = reader.ReadSingle();
        Require(float.IsFinite(threshold), $"a threshold of {threshold}");
        trees.NodesOf(tree)[node] = new ForestNode(threshold, (int)column | ((bits & 2) != 0 ? ForestNode.MissingRightBit : 0));
        return ReadNode(reader, trees, tree, scoring, columnCount, 2 * node, depth + 1)
            + ReadNode(reader, trees, tree, scoring, columnCount, (2 * node) + 1, depth + 1);
    }

    private static long ReadLeaf(BinaryReader reader, ForestTrees trees, int tree, ForestScoring scoring, long rowCount, int node, int depth)
    {
        Require(rowCount is >= 1 and <= int.MaxValue, $"a leaf of {rowCount} rows");
        float value = scoring == ForestScoring.PathLength ? ForestTrees.PathLength(depth, (int)rowCount) : reader.ReadSingle();
        Require(Math.Abs(value) <= LeafValueMax, $"a leaf's value of {value}");
        trees.SetLeaf(tree, node, depth, value, (int)rowCount);
        return rowCount;
    }

    private static int ReadBetween(BinaryReader reader, int min, int max, string what)
    {
        int value = reader.Read7BitEncodedInt();
        Require(value >= min && value <= max, $"{value} {what}");
        return value;
    }

    private static void Require(bool condition, string found)
    {
        if (!condition)
        {
            throw new InvalidDataException($"it has {found}.");
        }
    }
}
