using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Core.Tests.Endpoints;

/// <summary>
/// The oracle of places: keeps every accepted event and the name under which each of its operations is counted, by the rule as
/// docs/aggregates.md has it. Lists and loops, and no windows.
/// </summary>
internal sealed class NaivePlaces(WindowOptions options, long allowedLatenessMs)
{
    private const int Places = 253;
    private const int NumbersMax = 1_021;
    private const int CountersMax = 256;
    private const string Other = "__other__";

    private readonly List<Holder> _holders = [];
    private readonly List<Holder> _kept = [];
    private readonly List<Counter> _counters = [];
    private readonly List<Use> _uses = [];
    private readonly List<EventRecord> _events = [];
    private long? _watermark;
    private Int128 _total;
    private long _usesSinceHalving;
    private long _halvedMinute = long.MinValue;

    public int Replaced { get; private set; }

    public int Released { get; private set; }

    public int Returned { get; private set; }

    /// <summary>Applies a section whose events are given as they were written into it.</summary>
    public void Apply(byte[] section, IReadOnlyList<EventRecord> records, long arrival)
    {
        Release();
        List<EventRecord> events = [.. records.Where(record => IsAccepted(record.TimeUnixMs, arrival))];
        if (events.Count == 0)
            return;
        _events.AddRange(events);
        long latest = events.Max(record => record.TimeUnixMs);
        long seen = Math.Max(latest, _watermark ?? 0);
        seen = (seen + 59_999) / 60_000 * 60_000;
        HashSet<Counter> touched = [];
        foreach ((string name, OperationKind kind) in OrderOf(section))
            ApplyOperation(name, kind, events, seen, touched);
        _watermark = Math.Max(_watermark ?? long.MinValue, Math.Min(latest, arrival) - allowedLatenessMs);
        GivePlaces(touched);
        Halve();
    }

    /// <summary>Calls of each name, weighted, that events of an interval made.</summary>
    public Dictionary<(string, OperationKind), double> CallsBetween(long from, long to) => _uses
        .Where(use => use.Event.TimeUnixMs >= from && use.Event.TimeUnixMs < to)
        .GroupBy(use => (use.CountedAs, use.Kind))
        .ToDictionary(uses => uses.Key, uses => uses.Sum(use => (double)use.CallsMilli / 1e3 * NaiveEndpoint.Weight(use.Event)));

    public double EventsBetween(long from, long to)
        => _events.Where(record => record.TimeUnixMs >= from && record.TimeUnixMs < to).Sum(NaiveEndpoint.Calls);

    private static List<(string Name, OperationKind Kind)> OrderOf(byte[] section)
    {
        List<(string, OperationKind)> names = [];
        SectionReader reader = new(section);
        foreach (OperationGroup group in reader.Operations)
            names.Add((System.Text.Encoding.UTF8.GetString(reader.GetUtf8(group.NameIndex)), group.Kind));
        return names;
    }

    private void ApplyOperation(string name, OperationKind kind, List<EventRecord> events, long seen, HashSet<Counter> touched)
    {
        List<(EventRecord Event, OperationUsage Usage)> uses = [.. events
            .SelectMany(record => record.Operations.Where(usage => usage.Name == name && usage.Kind == kind).Select(usage => (record, usage)))];
        if (uses.Count == 0)
            return;
        Int128 weight = 0;
        foreach ((EventRecord record, OperationUsage usage) in uses)
            weight += ((Int128)usage.CallsMilli * 1_000 + (usage.TimeNs ?? 0) + (usage.SelfTimeNs ?? 0)) * record.WeightMicro;
        Holder? holder = _holders.Find(known => known.Name == name && known.Kind == kind);
        if (holder is null && _holders.Count < Places)
            _holders.Add(holder = new Holder { Name = name, Kind = kind, Order = FreeOrder() });
        _total += weight;
        _usesSinceHalving += uses.Count;
        if (holder is not null)
        {
            holder.Weight += weight;
            holder.LastUse = Math.Max(holder.LastUse, seen);
        }
        else
        {
            // The first use of a kind's __other__ takes a number, like any other.
            if (!_others.ContainsKey(kind))
                _others.Add(kind, FreeOrder());
            touched.Add(Count(name, kind, weight));
        }

        _uses.AddRange(uses.Select(use => new Use(use.Event, use.Usage.CallsMilli, kind) { CountedAs = holder?.Name ?? Other }));
    }

    private readonly Dictionary<OperationKind, int> _others = [];

    private int FreeOrder()
    {
        HashSet<int> taken = [.. _holders.Concat(_kept).Select(holder => holder.Order), .. _others.Values];
        return Enumerable.Range(0, 2_000).First(order => !taken.Contains(order));
    }

    private Counter Count(string name, OperationKind kind, Int128 weight)
    {
        Counter? counter = _counters.Find(known => known.Name == name && known.Kind == kind);
        if (counter is null && _counters.Count < CountersMax)
            _counters.Add(counter = new Counter { Name = name, Kind = kind });
        if (counter is null)
        {
            Counter smallest = _counters.OrderBy(known => known.Count).ThenBy(known => known.Kind).ThenBy(known => known.Name, StringComparer.Ordinal).First();
            _counters.Remove(smallest);
            _counters.Add(counter = new Counter { Name = name, Kind = kind, Count = smallest.Count, Error = smallest.Count });
        }

        counter.Count += weight;
        return counter;
    }

    private void Release()
    {
        if (_watermark is null)
            return;
        WindowTier coarsest = options.Tiers[^1];
        long heldFrom = coarsest.StartOf(_watermark.Value) - coarsest.RetentionMs;
        foreach (Holder kept in _kept.Where(kept => kept.LastUse < heldFrom).OrderBy(kept => kept.Order).ToArray())
        {
            _kept.Remove(kept);
            Released++;
            if (!_others.ContainsKey(kept.Kind))
                _others.Add(kept.Kind, FreeOrder());
            foreach (Use use in _uses.Where(use => use.CountedAs == kept.Name && use.Kind == kept.Kind))
                use.CountedAs = Other;
        }
    }

    private void GivePlaces(HashSet<Counter> touched)
    {
        touched.IntersectWith(_counters);
        while (_holders.Count == Places)
        {
            long aged = _watermark!.Value - (24 * 3_600_000L);
            Holder first = _holders.OrderBy(holder => holder.LastUse >= aged).ThenBy(holder => holder.Weight).ThenBy(holder => holder.LastUse)
                .ThenBy(holder => holder.Order).First();
            int left = NumbersMax - _holders.Count - _kept.Count;
            Int128 share = left > 384 ? 0 : left == 0 ? Int128.MaxValue : _total / (4 * left);
            Counter? best = touched
                .Where(counter => first.LastUse < aged || counter.Least > 2 * first.Weight)
                .Where(counter => counter.Least >= share || _kept.Exists(kept => kept.Name == counter.Name && kept.Kind == counter.Kind))
                .OrderByDescending(counter => counter.Least).ThenBy(counter => counter.Kind).ThenBy(counter => counter.Name, StringComparer.Ordinal)
                .FirstOrDefault();
            if (best is null)
                return;
            Exchange(first, best);
            touched.Remove(best);
        }
    }

    private void Exchange(Holder loser, Counter winner)
    {
        Replaced++;
        _counters.Remove(winner);
        _counters.Add(new Counter { Name = loser.Name, Kind = loser.Kind, Count = loser.Weight });
        _holders.Remove(loser);
        _kept.Add(loser);
        Holder? back = _kept.Find(kept => kept.Name == winner.Name && kept.Kind == winner.Kind);
        Returned += back is null ? 0 : 1;
        if (back is not null)
            _kept.Remove(back);
        back ??= new Holder { Name = winner.Name, Kind = winner.Kind, Order = FreeOrder() };
        back.Weight = winner.Least;
        back.LastUse = Math.Max(back.LastUse, _watermark!.Value);
        _holders.Add(back);
    }

    private void Halve()
    {
        long minute = _watermark!.Value / 60_000;
        if (_usesSinceHalving < 64 * 256 || minute <= _halvedMinute)
            return;
        _total /= 2;
        foreach (Holder holder in _holders)
            holder.Weight /= 2;
        foreach (Counter counter in _counters)
            (counter.Count, counter.Error) = (counter.Count / 2, counter.Error / 2);
        _usesSinceHalving = 0;
        _halvedMinute = minute;
    }

    private bool IsAccepted(long time, long arrival)
        => time <= arrival + 120_000
            && (_watermark is not { } mark || options.Tiers.Any(tier => tier.StartOf(time) >= tier.StartOf(mark) - tier.RetentionMs));

    private sealed class Holder
    {
        public required string Name { get; init; }

        public required OperationKind Kind { get; init; }

        public required int Order { get; init; }

        public Int128 Weight { get; set; }

        public long LastUse { get; set; }
    }

    private sealed class Counter
    {
        public required string Name { get; init; }

        public required OperationKind Kind { get; init; }

        public Int128 Count { get; set; }

        public Int128 Error { get; set; }

        public Int128 Least => Count - Error;
    }

    private sealed record Use(EventRecord Event, long CallsMilli, OperationKind Kind)
    {
        public required string CountedAs { get; set; }
    }
}
