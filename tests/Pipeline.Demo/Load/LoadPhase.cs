namespace Pipeline.Demo.Load;

/// <summary>What users met in a part of the demo, as measured where they are. Thread-safe.</summary>
internal sealed class LoadPhase
{
    /// <summary>Durations kept of a kind of visit; later ones are counted only.</summary>
    private const int DurationsMax = 100_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<Visit, Kind> _kinds = [];

    public void AddAnswer(Visit visit, TimeSpan duration, bool failed)
    {
        lock (_gate)
        {
            Kind kind = Of(visit);
            kind.Answered++;
            if (failed)
                kind.Failed++;
            if (kind.Durations.Count < DurationsMax)
                kind.Durations.Add(duration.TotalMilliseconds);
        }
    }

    /// <summary>A user who did not get in, since too many waited already.</summary>
    public void AddTurnedAway(Visit visit)
    {
        lock (_gate)
            Of(visit).TurnedAway++;
    }

    public VisitFigures Measure(Visit visit)
    {
        lock (_gate)
        {
            Kind kind = Of(visit);
            double[] sorted = [.. kind.Durations.Order()];
            return new VisitFigures(kind.Answered, kind.Failed, kind.TurnedAway, Quantile(sorted, 0.5), Quantile(sorted, 0.99));
        }
    }

    /// <summary>All visits together.</summary>
    public (long Answered, long Failed, long TurnedAway) Total()
    {
        lock (_gate)
            return (_kinds.Values.Sum(static kind => kind.Answered), _kinds.Values.Sum(static kind => kind.Failed), _kinds.Values.Sum(static kind => kind.TurnedAway));
    }

    private static double? Quantile(double[] sorted, double share) =>
        sorted.Length == 0 ? null : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];

    private Kind Of(Visit visit)
    {
        if (!_kinds.TryGetValue(visit, out Kind? kind))
            _kinds[visit] = kind = new Kind();
        return kind;
    }

    private sealed class Kind
    {
        public long Answered { get; set; }

        public long Failed { get; set; }

        public long TurnedAway { get; set; }

        public List<double> Durations { get; } = [];
    }
}
