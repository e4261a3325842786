namespace Pipeline.Ml.MLNet.Tests.Data;

/// <summary>A row whose number of features is not part of its type.</summary>
public sealed class UnsizedCall
{
    public float[] Features { get; set; } = [];
}
