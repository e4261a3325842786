namespace Pipeline.Client.Delivery;

/// <summary>How far a source may run ahead of its oldest batch that is not settled.</summary>
/// <remarks>
/// A silo recognises repeats among the last 1,024 sequence numbers of a source. A quarter of that leaves room for what it has seen and
/// the client has not: there is no number within the window whose repeat could be refused as too far behind.
/// </remarks>
internal static class SequenceWindow
{
    public const int Length = 256;
}
