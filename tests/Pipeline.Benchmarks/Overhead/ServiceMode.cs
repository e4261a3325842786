namespace Pipeline.Benchmarks.Overhead;

/// <summary>Who listens to the service.</summary>
internal enum ServiceMode
{
    /// <summary>Nobody.</summary>
    Baseline,

    /// <summary>Nobody, in a second process: what differs from the first is noise.</summary>
    Control,

    /// <summary>The client, every call kept and delivered to a silo.</summary>
    Sdk,

    /// <summary>OpenTelemetry's metrics.</summary>
    OpenTelemetry,
}
