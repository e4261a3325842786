namespace Pipeline.Cli.AccessLogs;

/// <summary>What the segment of an access log's events says. The names are part of a source's identity: never change them.</summary>
internal enum SegmentChoice
{
    /// <summary>Nothing: all events are of the default segment.</summary>
    None,

    /// <summary>The status code, as written: <c>200</c>.</summary>
    Status,

    /// <summary>The family of the user agent, one of <see cref="UserAgentFamily.Names"/>.</summary>
    Agent,
}
