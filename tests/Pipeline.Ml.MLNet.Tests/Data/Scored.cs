namespace Pipeline.Ml.MLNet.Tests.Data;

/// <summary>The columns that the transformer adds.</summary>
public sealed class Scored
{
    public float Score { get; set; }

    public bool PredictedLabel { get; set; }

    public float PValue { get; set; }

    public float[] Contributions { get; set; } = [];
}
