namespace Pipeline.Detection.Anomalies;

/// <summary>What of anomalies is called how outside, and numbers as they can be written there. Published: the words stay.</summary>
public static class AnomalyWords
{
    /// <summary><c>recovered</c>, <c>became_usual</c> or <c>marked_normal</c>; null while it goes on.</summary>
    public static string? Of(AnomalyEnd end) => end switch
    {
        AnomalyEnd.Recovered => "recovered",
        AnomalyEnd.BecameUsual => "became_usual",
        AnomalyEnd.MarkedNormal => "marked_normal",
        _ => null,
    };

    /// <summary>JSON has no word for what is not finite: the surprise of what is impossible, or a ratio to nearly nothing.</summary>
    public static double Finite(double value) => double.IsNaN(value) ? 0 : Math.Clamp(value, -double.MaxValue, double.MaxValue);
}
