namespace Pipeline.Client.Recording;

/// <summary>Calls that a thread counted within a second.</summary>
internal readonly record struct SecondCount(long UnixSecond, long OkCount, long ErrorCount);
