namespace Pipeline.Ml.MLNet.Tests.Data;

/// <summary>A category, as text and spread over columns.</summary>
public sealed class Visit
{
    public string Shop { get; set; } = "";

    public float North { get; set; }

    public float South { get; set; }

    public float West { get; set; }
}
