namespace Pipeline.Grains.Feed;

/// <summary>How closed windows are told to those who listen. Section <c>Pipeline:Stream</c> of the configuration.</summary>
public sealed class WindowFeedOptions
{
    public const string Section = "Pipeline:Stream";

    /// <summary>Bytes of closed windows kept for clients that come back; 0 keeps none. Range 0 to 1 GiB, default 16 MiB.</summary>
    public long RingBytesMax { get; set; } = 16 * 1024 * 1024;

    /// <summary>Closed windows kept for clients that come back, whatever their size. Range 1 to 10,000,000, default 100,000.</summary>
    public int RingWindowsMax { get; set; } = 100_000;

    /// <summary>Windows waiting for one client; beyond it the oldest are dropped and the client is told. Range 1 to 1,000,000, default 8,192.</summary>
    public int QueueWindowsMax { get; set; } = 8_192;

    /// <summary>Bytes of windows waiting for one client; likewise. Range 64 KiB to 1 GiB, default 4 MiB.</summary>
    public long QueueBytesMax { get; set; } = 4 * 1024 * 1024;

    /// <summary>Clients at once; more are answered 503. Range 0 to 10,000, default 100.</summary>
    public int ClientCountMax { get; set; } = 100;

    /// <summary>How often a comment is sent, so that silence can be told from a broken connection. Range 1 s to 1 h, default 15 s.</summary>
    public TimeSpan HeartbeatPeriod { get; set; } = TimeSpan.FromSeconds(15);
}
