namespace Pipeline.Client.Queries;

/// <summary>Which closing windows are wanted.</summary>
public sealed record WindowStreamQuestion
{
    /// <summary>Of this endpoint only; null for all.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Of this segment only; null for all.</summary>
    public string? Segment { get; init; }

    /// <summary>Of this width: 1 s, 10 s, 1 min or 1 h. Default 10 s.</summary>
    public TimeSpan Width { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Go on after the window with this <see cref="StreamedWindow.Id"/>; null to begin with what closes next.</summary>
    public string? LastEventId { get; init; }
}
