namespace Pipeline.Core.Endpoints;

/// <summary>What became of an entry, or would become of it.</summary>
public enum ApplyStatus
{
    /// <summary>Applied; single events may still have been refused.</summary>
    Applied,

    /// <summary>The same batch was applied before: nothing changed.</summary>
    Duplicate,

    /// <summary>More than 1,024 sequences of its source are newer, so nobody knows whether it was applied: nothing changed.</summary>
    SequenceExpired,

    /// <summary>Its source started so long ago that it may have been forgotten: nothing changed.</summary>
    SourceExpired,

    /// <summary>The stream remembers as many sources as it may: nothing changed.</summary>
    TooManySources,

    /// <summary>The body of an entry other than a section cannot be read: nothing changed.</summary>
    Unreadable,
}
