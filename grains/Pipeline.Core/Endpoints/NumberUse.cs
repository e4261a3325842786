namespace Pipeline.Core.Endpoints;

/// <summary>Who has a number of an <see cref="AgeingNameTable"/>, and how it was used of late.</summary>
internal struct NumberUse
{
    public NumberState State;

    /// <summary>No earlier than any event counted under the number, nor than the watermark at that time. Unix ms.</summary>
    public long LastUseUnixMs;

    /// <summary>Sum of the weights of its uses, halved now and then.</summary>
    public Int128 Weight;
}
