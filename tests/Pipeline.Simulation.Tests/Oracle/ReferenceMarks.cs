using Pipeline.Protocol.Identities;

namespace Pipeline.Simulation.Tests.Oracle;

/// <summary>Which batches an endpoint must not count again, kept as plain sets.</summary>
internal sealed class ReferenceMarks
{
    private const long HorizonMs = 7L * 24 * 3_600_000;
    private const ulong Remembered = 1_024;

    private readonly Dictionary<SourceId, Mark> _marks = [];

    /// <summary>Whether a batch is to be counted; if so it is from now on known.</summary>
    public bool TryAdd(BatchIdentity identity, long nowUnixMs)
    {
        SourceId source = identity.Source.Id;
        if (_marks.TryGetValue(source, out Mark? mark) && mark.LastUseUnixMs < nowUnixMs - HorizonMs)
        {
            _marks.Remove(source);
            mark = null;
        }

        if (mark is null)
        {
            if (identity.Source.StartUnixMs < nowUnixMs - HorizonMs)
                return false;
            _marks.Add(source, mark = new Mark());
        }

        bool isTooFarBehind = mark.Highest >= identity.Sequence + Remembered;
        if (isTooFarBehind || !mark.Sequences.Add(identity.Sequence))
            return false;
        mark.Highest = Math.Max(mark.Highest, identity.Sequence);
        long startUnixMs = Math.Min(identity.Source.StartUnixMs, nowUnixMs + HorizonMs);
        mark.LastUseUnixMs = Math.Max(mark.LastUseUnixMs, Math.Max(nowUnixMs, startUnixMs));
        return true;
    }

    private sealed class Mark
    {
        public HashSet<ulong> Sequences { get; } = [];

        public ulong Highest { get; set; }

        public long LastUseUnixMs { get; set; }
    }
}
