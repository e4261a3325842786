namespace Pipeline.Silo.Webhooks;

/// <summary>Where messages to webhooks may go, and how long they may take.</summary>
public sealed class WebhookTransportOptions
{
    /// <summary>Where the configuration has them.</summary>
    public const string Section = "Pipeline:Webhooks";

    /// <summary>Networks that may be sent to although they are not public, as CIDR (<c>10.1.0.0/16</c>, <c>::1/128</c>); there <c>http</c>
    /// will do. Default none, at most 100.</summary>
    public IList<string> AllowedNetworks { get; init; } = [];

    /// <summary>Whether <c>http</c> will do everywhere: what is sent can then be read and changed on the way. Default no.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>Time to resolve the name, connect and agree on TLS, 100 ms to 1 min. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Time for all of it, until the target's status is there, 100 ms to 2 min. Default 15 s.</summary>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(15);
}
