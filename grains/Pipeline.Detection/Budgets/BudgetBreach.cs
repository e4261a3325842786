using Pipeline.Core.Packing;
using Pipeline.Detection.Monitoring;
using Pipeline.Protocol.Events;

namespace Pipeline.Detection.Budgets;

/// <summary>How one budget is being broken by one operation, or by the calls themselves: segment by segment, window by window.</summary>
internal sealed class BudgetBreach(string budget, BudgetSubject subject)
{
    private readonly SortedDictionary<string, BreachRun> _runs = new(StringComparer.Ordinal);

    public string Budget { get; } = budget;

    public BudgetSubject Subject { get; } = subject;

    /// <summary>The finding that tells of it; null while too few windows in a row have broken the budget.</summary>
    public string? FindingId { get; set; }

    /// <summary>Judged windows in a row that have kept the budget since it was broken last.</summary>
    public int Kept { get; set; }

    /// <summary>Whether there is nothing to remember any more.</summary>
    public bool IsOver => FindingId is null && _runs.Count == 0;

    /// <summary>Start of the first window of those in a row, of the segments that are told of.</summary>
    public long SinceUnixMs => _runs.Values.Where(static run => run.IsTold).Min(static run => run.SinceUnixMs);

    /// <summary>The segments that are told of, the worst first.</summary>
    public IEnumerable<string> Segments =>
        _runs.Where(static run => run.Value.IsTold).OrderByDescending(static run => run.Value.Worst).Select(static run => run.Key);

    public bool Tells(string segment) => _runs.TryGetValue(segment, out BreachRun run) && run.IsTold;

    /// <summary>A segment's window has broken the budget.</summary>
    /// <returns>Whether the segment is told of: so many windows in a row were needed.</returns>
    public bool Break(string segment, double observed, long startUnixMs, int needed)
    {
        BreachRun before = _runs.TryGetValue(segment, out BreachRun known) ? known : BreachRun.None;
        bool isFirst = before.Windows == 0 && !before.IsTold;
        BreachRun now = new(
            before.Windows + 1,
            isFirst ? startUnixMs : before.SinceUnixMs,
            isFirst ? observed : Math.Max(before.Worst, observed),
            before.IsTold || before.Windows + 1 >= needed);
        _runs[segment] = now;
        return now.IsTold;
    }

    /// <summary>A segment's window has kept the budget.</summary>
    public void Keep(string segment)
    {
        if (!_runs.TryGetValue(segment, out BreachRun run))
            return;
        if (run.IsTold)
            _runs[segment] = run with { Windows = 0 };
        else
            _runs.Remove(segment);
    }

    /// <summary>It is over: what comes begins anew.</summary>
    public void End()
    {
        FindingId = null;
        Kept = 0;
        _runs.Clear();
    }

    /// <summary>Forgets the segments of which the budget does not speak any more.</summary>
    public bool Leave(Func<string, bool> isMeant)
    {
        List<string> left = [.. _runs.Keys.Where(segment => !isMeant(segment))];
        foreach (string segment in left)
            _runs.Remove(segment);
        return left.Count > 0;
    }

    public void Write(PackedWriter writer)
    {
        FeatureCodec.WriteText(writer, Budget);
        FeatureCodec.WriteText(writer, Subject.Operation);
        writer.WriteByte((byte)Subject.Kind);
        FeatureCodec.WriteText(writer, FindingId ?? string.Empty);
        writer.WriteCount(Kept);
        writer.WriteCount(_runs.Count);
        foreach ((string segment, BreachRun run) in _runs)
        {
            FeatureCodec.WriteText(writer, segment);
            writer.WriteCount(run.Windows);
            writer.WriteSigned(run.SinceUnixMs);
            writer.WriteDouble(run.Worst);
            writer.WriteByte(run.IsTold ? (byte)1 : (byte)0);
        }
    }

    public static BudgetBreach Read(ref PackedReader reader, int segmentsMax)
    {
        string budget = FeatureCodec.ReadText(ref reader);
        string operation = FeatureCodec.ReadText(ref reader);
        OperationKind kind = (OperationKind)reader.ReadByte();
        if (!Enum.IsDefined(kind))
            reader.Fail();
        string finding = FeatureCodec.ReadText(ref reader);
        BudgetBreach breach = new(budget, new BudgetSubject(operation, kind)) { FindingId = finding.Length == 0 ? null : finding, Kept = reader.ReadInt(int.MaxValue) };
        for (int count = reader.ReadItemCount(segmentsMax); count > 0 && !reader.Failed; count--)
        {
            string segment = FeatureCodec.ReadText(ref reader);
            BreachRun run = new(reader.ReadInt(int.MaxValue), reader.ReadSigned(), reader.ReadDouble(), reader.ReadByte() == 1);
            if (!breach._runs.TryAdd(segment, run))
                reader.Fail();
        }

        return breach;
    }

    /// <param name="Windows">Judged windows in a row that have broken it, up to the last.</param>
    /// <param name="SinceUnixMs">Start of the first.</param>
    /// <param name="Worst">The largest value so far.</param>
    /// <param name="IsTold">Whether they were enough to tell of it.</param>
    private readonly record struct BreachRun(int Windows, long SinceUnixMs, double Worst, bool IsTold)
    {
        public static readonly BreachRun None = new(0, 0, 0, false);
    }
}
