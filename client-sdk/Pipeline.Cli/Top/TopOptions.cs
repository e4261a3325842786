using Pipeline.Client.Queries;

namespace Pipeline.Cli.Top;

/// <summary>What the command line of <c>top</c> says.</summary>
internal sealed record TopOptions
{
    /// <summary>Address of the silo.</summary>
    public required Uri To { get; init; }

    /// <summary>How it is talked with.</summary>
    public SiloConversation Conversation => new("top", To);

    /// <summary>What the endpoints are ordered by, the largest first.</summary>
    public EndpointSort Sort { get; init; } = EndpointSort.Time;

    /// <summary>Endpoints shown, 1 to 1,000; a terminal shows as many as fit.</summary>
    public int Limit { get; init; } = 20;

    /// <summary>Figures of this segment only; null for all together.</summary>
    public string? Segment { get; init; }

    /// <summary>From one question to the next.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);
}
