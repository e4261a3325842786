using Microsoft.ML.Data;

namespace Pipeline.Ml.MLNet.Tests.Data;

/// <summary>A row with its features as a vector of known size.</summary>
public sealed class Call
{
    [VectorType(3)]
    public float[] Features { get; set; } = [];

    /// <summary>1 for a planted anomaly; Single, as ML.NET's evaluator of anomaly detection wants it.</summary>
    public float Label { get; set; }

    public float Weight { get; set; } = 1;
}
