namespace Pipeline.Cli.Input;

/// <summary>What a line turned out to be.</summary>
internal enum LineKind
{
    /// <summary>Neither; the reason is given.</summary>
    Bad,

    /// <summary>An event.</summary>
    Event,

    /// <summary>The exact number of calls of an endpoint, segment, outcome and second.</summary>
    Tally,

    /// <summary>What a client dropped.</summary>
    Drop,
}
