using System.Runtime.InteropServices;

namespace Pipeline.Ml.Forest;

/// <summary>
/// One split: rows whose value in <see cref="Column"/> is above <see cref="Threshold"/> go to the right child, others to the left.
/// </summary>
/// <remarks>
/// Eight bytes, read as one by the vectorised traversal. Bit 31 of <see cref="ColumnBits"/> says where a missing value goes.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct ForestNode(float threshold, int columnBits)
{
    public const int MissingRightBit = int.MinValue;

    /// <summary>A node that sends everything, missing values too, to the left: what stands below a leaf that ended early.</summary>
    public static ForestNode AlwaysLeft => new(float.PositiveInfinity, 0);

    public readonly float Threshold = threshold;

    public readonly int ColumnBits = columnBits;

    public int Column => ColumnBits & ~MissingRightBit;

    public bool MissingGoesRight => ColumnBits < 0;

    public bool IsSplit => !float.IsPositiveInfinity(Threshold);
}
