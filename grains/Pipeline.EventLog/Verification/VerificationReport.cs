namespace Pipeline.EventLog.Verification;

/// <summary>What a verification looked at and found.</summary>
/// <param name="Frames">Frames checked, byte by byte.</param>
/// <param name="Entries">Entries whose checksum was computed.</param>
/// <param name="Bytes">Bytes of frames checked.</param>
/// <param name="Streams">Streams known to the database.</param>
/// <param name="Snapshots">Snapshots checked.</param>
/// <param name="Cells">Cells checked.</param>
/// <param name="Problems">What is wrong, in the order met, each a sentence with its place. At most <see cref="ProblemCountMax"/>.</param>
/// <param name="HasMoreProblems">Whether further problems were left out.</param>
public sealed record VerificationReport(
    long Frames, long Entries, long Bytes, long Streams, long Snapshots, long Cells, IReadOnlyList<string> Problems, bool HasMoreProblems)
{
    /// <summary>Problems listed at most; a file that is broken throughout would fill memory with them.</summary>
    public const int ProblemCountMax = 1000;

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsSound => Problems.Count == 0;
}
