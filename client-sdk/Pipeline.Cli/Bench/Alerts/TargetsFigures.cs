namespace Pipeline.Cli.Bench.Alerts;

/// <summary>How long targets that are well waited for their messages: from what happened to the request's last byte.</summary>
internal sealed record TargetsFigures
{
    /// <summary>Messages that targets which are well should have had.</summary>
    public required int Expected { get; init; }

    /// <summary>Of those, the ones that came, each counted once.</summary>
    public required int Delivered { get; init; }

    /// <summary>Messages that came more than once.</summary>
    public required int Repeated { get; init; }

    public required double P50Ms { get; init; }

    public required double P99Ms { get; init; }

    public required double MaxMs { get; init; }
}
