using System.Globalization;

/// <summary>What the model says of one call.</summary>
internal sealed class Verdict
{
    public float Score { get; set; }

    public bool PredictedLabel { get; set; }

    public float PValue { get; set; }

    /// <summary>One number for each feature, in the order of the features.</summary>
    public float[] Contributions { get; set; } = [];

    public override string ToString()
    {
        string contributions = string.Join(" ", Contributions.Select(part => part.ToString("F2", CultureInfo.InvariantCulture)));
        string label = PredictedLabel ? "anomaly" : "normal";
        return string.Create(CultureInfo.InvariantCulture, $"{label}: score {Score:F3}, p {PValue:G2}, contributions {contributions}");
    }
}
