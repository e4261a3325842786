namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>One measured quantity over time, in the order in which it was measured.</summary>
/// <param name="Name">How labels and reports call it, such as <c>realAWSCloudwatch/grok_asg_anomaly.csv</c>.</param>
/// <param name="Timestamps">When each value was measured, never going back.</param>
/// <param name="Values">As many as there are timestamps; NaN where the value is missing.</param>
public sealed record TimeSeries(string Name, IReadOnlyList<DateTime> Timestamps, IReadOnlyList<double> Values)
{
    public int RowCount => Values.Count;
}
