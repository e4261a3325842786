namespace Pipeline.Ml.MLNet.Tests.Data;

/// <summary>A row with a column for each feature, for pipelines that concatenate them.</summary>
public sealed class NamedCall
{
    public float DurationMs { get; set; }

    public float DbQueries { get; set; }

    public float CpuMs { get; set; }

    public float Label { get; set; }
}
