namespace Pipeline.Core.Endpoints;

/// <summary>What a number of an <see cref="AgeingNameTable"/> stands for.</summary>
internal enum NumberState : byte
{
    /// <summary>Nothing: no cell has it.</summary>
    Free,

    /// <summary>A name with a place: what it does is counted under this number.</summary>
    Placed,

    /// <summary>A name that lost its place; windows may still have the number, and it means this name until none can.</summary>
    Kept,

    /// <summary>Everything of one kind that has no place.</summary>
    Other,
}
