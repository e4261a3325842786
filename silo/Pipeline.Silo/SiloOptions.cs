namespace Pipeline.Silo;

/// <summary>Where the silo listens and keeps its data. Section <c>Pipeline</c> of the configuration.</summary>
internal sealed class SiloOptions
{
    public const string Section = "Pipeline";

    /// <summary>TCP port of the HTTP interface; 0 takes a free one. Default 7847.</summary>
    public int Port { get; set; } = 7847;

    /// <summary>Address to listen on: a loopback one, unless <see cref="AllowUnauthenticated"/> is true. Default 127.0.0.1.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>
    /// Whether others than this machine may reach the silo though it does not know yet who they are: the network must keep out who may not. Default false.
    /// </summary>
    public bool AllowUnauthenticated { get; set; }

    /// <summary>
    /// Under which address people reach this installation, an absolute http or https URL: links in messages begin with it. Default: the first
    /// address it listens on.
    /// </summary>
    public string? PublicUrl { get; set; }

    /// <summary>Folder of the event log and snapshots; made when missing, locked while the silo runs. Default <c>data</c>.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>How many streams with open windows are brought back at once after a start. Range 1 to 256, default 8.</summary>
    public int StartupActivationCount { get; set; } = 8;

    /// <summary>How long a stop waits for running requests before it closes the log under them. Default 20 s.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(20);
}
