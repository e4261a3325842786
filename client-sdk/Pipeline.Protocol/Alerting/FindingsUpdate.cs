namespace Pipeline.Protocol.Alerting;

/// <summary>What has changed among the findings of one reporter.</summary>
/// <param name="Reporter">Who reports: the stream's name, for instance <c>endpoint//recommend</c>.</param>
/// <param name="Revision">Up to which revision of the reporter this is complete.</param>
/// <param name="Findings">Those that have changed since the revision that was acknowledged last, in the order of their changes.</param>
public sealed record FindingsUpdate(string Reporter, long Revision, IReadOnlyList<Finding> Findings);
