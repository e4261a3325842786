namespace Pipeline.Protocol.Events;

/// <summary>Values by which the SDK speaks of itself. Ordinary values on the wire; their names begin with <c>pipeline.</c>, which services leave alone.</summary>
public static class SdkValues
{
    /// <summary>Share of the process's processor time that recording takes, 0 to 1, smoothed over about five seconds. A sum, so that its mean is told.</summary>
    public const string Overhead = "pipeline.sdk_overhead";
}
