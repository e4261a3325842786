namespace Pipeline.Protocol.Wire;

/// <summary>
/// The encoding byte of a column: values in bits 0-2, <see cref="Zigzag"/> in bit 3, presence in bits 4-5; bits 6-7 are zero.
/// </summary>
internal static class ColumnEncoding
{
    /// <summary>One number for every present slot.</summary>
    public const int Constant = 0;

    /// <summary>One variable-length number per present slot.</summary>
    public const int Varint = 1;

    /// <summary>Each number as the difference to the one before; the time column only.</summary>
    public const int Delta = 2;

    /// <summary>A common number, and pairs of index gap and number for the slots that differ.</summary>
    public const int Sparse = 3;

    /// <summary>Blocks of 64 numbers in as many bits each as the block's largest needs.</summary>
    public const int Packed = 4;

    /// <summary>Bytes of a width known from the column: identifiers.</summary>
    public const int Raw = 5;

    public const int ValuesMask = 0x07;
    public const int Zigzag = 0x08;

    /// <summary>Every slot is present.</summary>
    public const int PresenceAll = 0x00;

    /// <summary>One bit per slot comes before the values.</summary>
    public const int PresenceBitmap = 0x10;

    /// <summary>A count and the gaps between present slots come before the values.</summary>
    public const int PresenceSparse = 0x20;

    public const int PresenceMask = 0x30;
    public const int ReservedMask = 0xc0;
}
