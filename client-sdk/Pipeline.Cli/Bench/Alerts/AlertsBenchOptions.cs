namespace Pipeline.Cli.Bench.Alerts;

/// <summary>What the command line of <c>bench alerts</c> says.</summary>
internal sealed record AlertsBenchOptions
{
    /// <summary>Path of <c>Pipeline.Silo.dll</c>.</summary>
    public required string SiloPath { get; init; }

    /// <summary>Endpoints that one dependency slows.</summary>
    public required int StormEndpoints { get; init; }

    /// <summary>Event time in which all is as usual before the storm.</summary>
    public required TimeSpan StormHistory { get; init; }

    /// <summary>Targets that take what they are sent.</summary>
    public required int LiveTargets { get; init; }

    /// <summary>Targets that do not: half of them never answer, the others refuse connections.</summary>
    public required int DeadTargets { get; init; }

    /// <summary>Incidents that targets are told of, with dead ones and again without.</summary>
    public required int Incidents { get; init; }

    /// <summary>How long the receiver fails.</summary>
    public required TimeSpan Outage { get; init; }

    /// <summary>How long nothing may be sent after a restart without snapshots, and after old events.</summary>
    public required TimeSpan Quiet { get; init; }

    /// <summary>A file of old events; null for a made-up one.</summary>
    public required string? History { get; init; }

    /// <summary>How long an incident goes on that an Alertmanager is told of.</summary>
    public required TimeSpan AlertmanagerIncident { get; init; }

    /// <summary>The program.</summary>
    public required string AlertmanagerPath { get; init; }

    /// <summary>Decides the durations of the storm's events.</summary>
    public required int Seed { get; init; }
}
