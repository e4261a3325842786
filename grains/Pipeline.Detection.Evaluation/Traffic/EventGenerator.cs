using Pipeline.Ml.Randomness;
using Pipeline.Protocol.Events;

namespace Pipeline.Detection.Evaluation.Traffic;

/// <summary>Makes the events of one endpoint, in the order of their time; the same from the same random numbers.</summary>
/// <remarks>
/// A request has items and lookups; they and the laws of the operations give counts; counts times time per call, the wait for locks and the
/// event's own time give its duration. Times wander with the load (<see cref="LoadFactors"/>): of the whole endpoint, and of each
/// dependency for itself. Not thread-safe.
/// </remarks>
internal sealed class EventGenerator
{
    private const double NsPerMs = 1e6;

    /// <summary>Of events whose dependency failed, those that fail for it.</summary>
    private const double ErrorPassedOn = 0.5;

    private readonly EndpointProfile _profile;
    private readonly LoadFactors _factors;
    private SeededRandom _random;

    public EventGenerator(EndpointProfile profile, SeededRandom random)
    {
        _profile = profile;
        _random = random;
        _factors = new LoadFactors(profile);
    }

    /// <summary>When the next event ends, by a Poisson process; at most <paramref name="untilUnixMs"/>.</summary>
    /// <param name="afterUnixMs">The time of the one before.</param>
    /// <param name="untilUnixMs">No further than this: there the rate may change.</param>
    /// <param name="disturbance">What holds until then.</param>
    public double NextTime(double afterUnixMs, double untilUnixMs, Disturbance disturbance)
    {
        double ratePerMs = _profile.RatePerSecond / 1_000 * _factors.Rate * _profile.Season.RateFactor((long)afterUnixMs) * disturbance.RateFactor;
        return ratePerMs <= 0 ? untilUnixMs : Math.Min(untilUnixMs, afterUnixMs + (Draws.Exponential(ref _random) / ratePerMs));
    }

    /// <summary>Lets load and rate wander on to a time; to be called at least every ten seconds.</summary>
    public void MoveTo(long timeUnixMs) => _factors.MoveTo(timeUnixMs, ref _random);

    /// <summary>Fills the record with an event.</summary>
    public void Fill(EventRecord record, long timeUnixMs, Disturbance disturbance)
    {
        record.Reset();
        record.TimeUnixMs = timeUnixMs;
        record.Endpoint = _profile.Name;
        record.Segment = NextSegment();
        record.TraceId = new TraceId(_random.NextUInt64() | 1, _random.NextUInt64());
        Disturbance own = Hits(disturbance, record.Segment) ? disturbance : Disturbance.None;

        double load = _factors.Load * _profile.Season.TimeFactor(timeUnixMs);
        int items = 1 + Draws.Rounded(ref _random, (_profile.MeanItems - 1) * Draws.LogNormal(ref _random, 0.7));
        double ownMs = _profile.OwnMs * Draws.LogNormal(ref _random, 0.5) * load;
        double lockMs = _profile.LockWaitMs * Draws.LogNormal(ref _random, 0.8) * load * own.LockFactor;
        (int lookups, int misses) = NextLookups(own);
        double functionMs = 0;
        double totalMs = ownMs + lockMs;
        int failures = 0;
        for (int index = 0; index < _profile.Operations.Count; index++)
        {
            double ms = AddOperation(record, index, items, lookups, misses, load, own, ref failures);
            totalMs += ms;
            functionMs += _profile.Operations[index].Kind == OperationKind.Function ? ms : 0;
        }

        bool isFailed = _random.NextDouble() < _profile.ErrorShare + own.ErrorShare || (failures > 0 && _random.NextDouble() < ErrorPassedOn);
        record.Outcome = isFailed ? Outcome.Error : Outcome.Ok;
        record.DurationNs = (long)(totalMs * NsPerMs);
        record.Resources.Set(Resource.CpuTime, (long)(((ownMs * 0.8) + functionMs) * NsPerMs));
        record.Resources.Set(Resource.LockWait, (long)(lockMs * NsPerMs));
        record.Resources.Set(Resource.CacheHits, lookups - misses);
        record.Resources.Set(Resource.CacheMisses, misses);
        double memory = _profile.MemoryBytes * own.MemoryFactor;
        record.Resources.Set(Resource.MemoryDelta, (long)(memory * (1 + (1.5 * Draws.Normal(ref _random)))));
        record.Resources.Set(Resource.Allocated, (long)(_profile.AllocatedBytes * own.MemoryFactor * Draws.LogNormal(ref _random, 0.5)));
    }

    private double AddOperation(
        EventRecord record, int index, int items, int lookups, int misses, double load, Disturbance disturbance, ref int failures)
    {
        OperationProfile operation = _profile.Operations[index];
        bool isDisturbed = disturbance.Operation == index;
        int calls = NextCalls(operation, items, lookups, misses, isDisturbed ? disturbance.CallsFactor : 1);
        if (isDisturbed && disturbance.CallsPerItem > 0)
            calls += Draws.Rounded(ref _random, items * disturbance.CallsPerItem);
        if (operation.Name == EndpointProfile.Database)
            record.Resources.Set(Resource.DbQueries, calls);
        if (calls == 0)
            return 0;
        // The mean of the calls' times, as if each was drawn by itself: its spread falls with the root of their number.
        double ms = calls * operation.MeanMs * Draws.LogNormal(ref _random, operation.Sigma / Math.Sqrt(calls));
        ms *= operation.Kind == OperationKind.Function ? load : load * _factors.Dependency(index);
        ms *= isDisturbed ? disturbance.TimeFactor : 1;
        double errorShare = operation.ErrorShare + (isDisturbed ? disturbance.OperationErrorShare : 0);
        int errors = 0;
        for (int call = 0; call < calls && errorShare > 0; call++)
            errors += _random.NextDouble() < errorShare ? 1 : 0;
        failures += errors;
        long timeNs = (long)(ms * NsPerMs);
        record.Operations.Add(new OperationUsage(operation.Name, operation.Kind, calls * 1_000L, timeNs, timeNs, errors));
        return ms;
    }

    private int NextCalls(OperationProfile operation, int items, int lookups, int misses, double factor) => operation.Law switch
    {
        CountLaw.Constant => Draws.Rounded(ref _random, operation.MeanCalls * factor),
        CountLaw.Poisson => Draws.Poisson(ref _random, operation.MeanCalls * factor),
        CountLaw.PerItem => Draws.Rounded(ref _random, items * factor),
        CountLaw.PerLookup => Draws.Rounded(ref _random, lookups * factor),
        _ => Draws.Rounded(ref _random, (Draws.Poisson(ref _random, operation.MeanCalls) + misses) * factor),
    };

    private (int Lookups, int Misses) NextLookups(Disturbance disturbance)
    {
        int lookups = (int)_profile.Operations[_profile.IndexOf(EndpointProfile.Cache)].MeanCalls;
        double missShare = Math.Min(1, (1 - _profile.HitShare) * disturbance.MissFactor);
        int misses = 0;
        for (int lookup = 0; lookup < lookups; lookup++)
            misses += _random.NextDouble() < missShare ? 1 : 0;
        return (lookups, misses);
    }

    private string NextSegment()
    {
        double share = _random.NextDouble();
        int index = 0;
        while (_profile.ShareUpTo[index] < share)
            index++;
        return _profile.Segments[index];
    }

    private bool Hits(Disturbance disturbance, string segment) =>
        !disturbance.IsNone
        && (disturbance.Segment is null || disturbance.Segment == segment)
        && (disturbance.RequestShare >= 1 || _random.NextDouble() < disturbance.RequestShare);
}
