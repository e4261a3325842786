using Pipeline.Core.Packing;
using Pipeline.Detection.Monitoring;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Detection.Findings;

/// <summary>What was told of a finding last.</summary>
/// <param name="Id">The finding.</param>
/// <param name="Revision">Number of the change.</param>
/// <param name="IsLive">Whether it was of the present at any time.</param>
/// <param name="Last">Its last window, Unix ms.</param>
/// <param name="Said">All that people see of it but that it goes on and how bad it is by now, as a hash: which is the same everywhere.</param>
internal readonly record struct NotedFinding(string Id, long Revision, bool IsLive, long Last, ulong Said)
{
    public static NotedFinding Of(Finding finding, bool isLive) => new(finding.Id, 0, isLive, finding.Last, HashOf(finding));

    public bool SaysSame(NotedFinding other) => (Id, IsLive, Said) == (other.Id, other.IsLive, other.Said);

    public void Write(PackedWriter writer)
    {
        FeatureCodec.WriteText(writer, Id);
        writer.WriteCount(Revision);
        writer.WriteByte(IsLive ? (byte)1 : (byte)0);
        writer.WriteSigned(Last);
        writer.WriteVarint(Said);
    }

    public static NotedFinding Read(ref PackedReader reader) =>
        new(FeatureCodec.ReadText(ref reader), reader.ReadCount(), reader.ReadByte() == 1, reader.ReadSigned(), reader.ReadVarint());

    private static ulong HashOf(Finding finding)
    {
        ulong hash = Fnv1a.Add(Fnv1a.Add(Fnv1a.Basis, (byte)finding.Severity), finding.EverySegment ? (byte)1 : (byte)0);
        hash = Fnv1a.Add(Fnv1a.Add(hash, finding.Ended ?? -1), finding.End ?? string.Empty);
        hash = Fnv1a.Add(Fnv1a.Add(hash, finding.Owner ?? string.Empty), finding.Runbook ?? string.Empty);
        // Which of them is the worst by now is no news.
        hash = Fnv1a.Add(hash, finding.Segments.Count);
        foreach (string segment in finding.Segments.Order(StringComparer.Ordinal))
            hash = Fnv1a.Add(hash, segment);
        foreach (FindingCause cause in finding.Causes)
        {
            hash = Fnv1a.Add(Fnv1a.Add(hash, cause.Name), cause.Feature);
            hash = Fnv1a.Add(hash, cause.Limit is { } limit ? BitConverter.DoubleToInt64Bits(limit) : -1);
        }

        return hash;
    }
}
