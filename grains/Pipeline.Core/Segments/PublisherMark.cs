namespace Pipeline.Core.Segments;

/// <summary>Up to where a segment has the publications of one publisher.</summary>
internal sealed class PublisherMark
{
    /// <summary>Everything up to this number is applied.</summary>
    public long Applied { get; set; }

    /// <summary>What the latest stored snapshot holds.</summary>
    public long InLatest { get; set; }

    /// <summary>What the snapshot before it holds.</summary>
    public long InPrevious { get; set; }
}
