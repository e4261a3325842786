using Pipeline.EventLog;

namespace Pipeline.Grains.Segments;

/// <summary>How segments are named in the event log.</summary>
public static class SegmentStream
{
    private const string Prefix = "segment/";

    /// <summary>The stream of a segment: <c>segment/</c> and its grain's key.</summary>
    public static StreamName NameOf(string key) => new(Prefix + key);

    /// <summary>The grain's key of a stream; false for a stream of another kind.</summary>
    public static bool TryGetKey(StreamName stream, out string key)
    {
        bool isSegment = stream.Value.StartsWith(Prefix, StringComparison.Ordinal);
        key = isSegment ? stream.Value[Prefix.Length..] : string.Empty;
        return isSegment;
    }
}
