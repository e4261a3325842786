using Pipeline.Cli.AccessLogs;
using Pipeline.Cli.Input;
using Pipeline.Cli.Transport;

namespace Pipeline.Cli.Send;

/// <summary>What the command line of <c>send</c> says.</summary>
internal sealed record SendOptions
{
    /// <summary>A path, or <see cref="InputFile.StandardInput"/>.</summary>
    public required string File { get; init; }

    /// <summary>Address of the silo.</summary>
    public required Uri To { get; init; }

    /// <summary>Null: told from the content.</summary>
    public InputFormat? Format { get; init; }

    /// <summary>Which field of an access log is the segment. Only <see cref="SegmentChoice.None"/> goes with NDJSON.</summary>
    public SegmentChoice Segment { get; init; }

    /// <summary>Batches under way at once, 1 to 64. More is faster over a long wire and may make old events late. Default 1.</summary>
    public int InFlight { get; init; } = 1;

    /// <summary>When to repeat a batch and when to give up.</summary>
    public RetryPolicy Retry { get; init; } = new();
}
