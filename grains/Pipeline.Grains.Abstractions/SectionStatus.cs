namespace Pipeline.Grains.Abstractions;

/// <summary>What became of a section.</summary>
public enum SectionStatus
{
    /// <summary>Durable and applied; single events may still have been refused.</summary>
    Applied,

    /// <summary>Durable and applied before: nothing was counted again.</summary>
    Duplicate,

    /// <summary>The sequence lies so far behind its source's highest that a repeat cannot be told from a new batch. Final.</summary>
    SequenceExpired,

    /// <summary>The source started before what the endpoint remembers of sources. Final: begin a new source.</summary>
    SourceExpired,

    /// <summary>The endpoint remembers as many sources as it may. Try again later.</summary>
    TooManySources,

    /// <summary>The bytes are not a valid section of this endpoint. Final; <see cref="AppendAnswer.Detail"/> says where.</summary>
    Invalid,

    /// <summary>A queue is full; nothing was appended. Try again.</summary>
    Overloaded,

    /// <summary>The outcome of the commit is unknown, or another activation has taken over. Try again with the same identity.</summary>
    Unavailable,
}
