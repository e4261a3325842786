using Pipeline.Ml.Randomness;
using Pipeline.Protocol.Events;

namespace Pipeline.Detection.Evaluation.Traffic;

/// <summary>Makes pre-aggregated events of an endpoint: each stands for many calls, as <see cref="EventGenerator"/> would make them.</summary>
/// <remarks>
/// Sums over n calls are drawn as such: counts exactly (a sum of Poisson numbers is one), what is continuous as a normal number of n means and n
/// variances. So weeks of dense traffic can be fed for the price of a few events a window. Not thread-safe.
/// </remarks>
internal sealed class CellGenerator
{
    private const double NsPerMs = 1e6;
    private const double ErrorPassedOn = 0.5;
    private const double ItemsSigma = 0.7;

    private readonly EndpointProfile _profile;
    private readonly LoadFactors _factors;
    private readonly int _lookups;
    private SeededRandom _random;

    public CellGenerator(EndpointProfile profile, SeededRandom random)
    {
        _profile = profile;
        _random = random;
        _factors = new LoadFactors(profile);
        _lookups = (int)profile.Operations[profile.IndexOf(EndpointProfile.Cache)].MeanCalls;
    }

    /// <summary>Lets load and rate wander on to a time.</summary>
    public void MoveTo(long timeUnixMs) => _factors.MoveTo(timeUnixMs, ref _random);

    /// <summary>Calls of a segment within a time: Poisson.</summary>
    public int NextCalls(int segment, long timeUnixMs, long widthMs, Disturbance disturbance)
    {
        double share = _profile.ShareUpTo[segment] - (segment == 0 ? 0 : _profile.ShareUpTo[segment - 1]);
        double rate = _profile.RatePerSecond * share * _factors.Rate * _profile.Season.RateFactor(timeUnixMs) * disturbance.RateFactor;
        return Draws.Poisson(ref _random, rate * widthMs / 1_000);
    }

    /// <summary>Fills the record with an event that stands for some calls of a segment that ended alike.</summary>
    public void Fill(EventRecord record, int segment, long timeUnixMs, int calls, Disturbance disturbance)
    {
        record.Reset();
        record.TimeUnixMs = timeUnixMs;
        record.Endpoint = _profile.Name;
        record.Segment = _profile.Segments[segment];
        record.Count = calls;
        Disturbance own = disturbance.Segment is null || disturbance.Segment == record.Segment ? disturbance : Disturbance.None;
        double load = _factors.Load * _profile.Season.TimeFactor(timeUnixMs);
        double items = Math.Max(calls, SumOf(calls, _profile.MeanItems, (_profile.MeanItems - 1) * SpreadOf(ItemsSigma)));
        double ownMs = LogNormalSum(calls, _profile.OwnMs, 0.5) * load;
        double lockMs = LogNormalSum(calls, _profile.LockWaitMs, 0.8) * load * own.LockFactor;
        int lookups = calls * _lookups;
        int misses = Math.Min(lookups, Draws.Poisson(ref _random, lookups * Math.Min(1, (1 - _profile.HitShare) * own.MissFactor)));
        double totalMs = ownMs + lockMs;
        double functionMs = 0;
        for (int index = 0; index < _profile.Operations.Count; index++)
        {
            double ms = AddOperation(record, index, calls, items, lookups, misses, load, own);
            totalMs += ms;
            functionMs += _profile.Operations[index].Kind == OperationKind.Function ? ms : 0;
        }

        record.DurationNs = (long)(totalMs / calls * NsPerMs);
        record.Resources.Set(Resource.CpuTime, (long)(((ownMs * 0.8) + functionMs) * NsPerMs));
        record.Resources.Set(Resource.LockWait, (long)(lockMs * NsPerMs));
        record.Resources.Set(Resource.CacheHits, lookups - misses);
        record.Resources.Set(Resource.CacheMisses, misses);
        double memory = _profile.MemoryBytes * own.MemoryFactor;
        record.Resources.Set(Resource.MemoryDelta, (long)((calls * memory) + (Math.Sqrt(calls) * 1.5 * memory * Draws.Normal(ref _random))));
        record.Resources.Set(Resource.Allocated, (long)(LogNormalSum(calls, _profile.AllocatedBytes, 0.5) * own.MemoryFactor));
    }

    /// <summary>Of some calls, those that fail.</summary>
    public int NextFailures(int segment, int calls, Disturbance disturbance)
    {
        Disturbance own = disturbance.Segment is null || disturbance.Segment == _profile.Segments[segment] ? disturbance : Disturbance.None;
        double share = _profile.ErrorShare + own.ErrorShare + (own.Operation >= 0 ? own.OperationErrorShare * ErrorPassedOn : 0);
        return Math.Min(calls, Draws.Poisson(ref _random, calls * share));
    }

    private double AddOperation(
        EventRecord record, int index, int calls, double items, int lookups, int misses, double load, Disturbance disturbance)
    {
        OperationProfile operation = _profile.Operations[index];
        bool isDisturbed = disturbance.Operation == index;
        double factor = isDisturbed ? disturbance.CallsFactor : 1;
        double count = operation.Law switch
        {
            CountLaw.Constant => Math.Round(calls * operation.MeanCalls * factor),
            CountLaw.Poisson => Draws.Poisson(ref _random, calls * operation.MeanCalls * factor),
            CountLaw.PerItem => Math.Round(items * factor),
            CountLaw.PerLookup => Math.Round(lookups * factor),
            _ => Math.Round((Draws.Poisson(ref _random, calls * operation.MeanCalls) + misses) * factor),
        };
        count += isDisturbed ? Math.Round(items * disturbance.CallsPerItem) : 0;
        if (operation.Name == EndpointProfile.Database)
            record.Resources.Set(Resource.DbQueries, (long)count);
        if (count == 0)
            return 0;
        double ms = LogNormalSum(count, operation.MeanMs, operation.Sigma) * (isDisturbed ? disturbance.TimeFactor : 1);
        ms *= operation.Kind == OperationKind.Function ? load : load * _factors.Dependency(index);
        double errorShare = operation.ErrorShare + (isDisturbed ? disturbance.OperationErrorShare : 0);
        long errors = errorShare > 0 ? Math.Min((long)count, Draws.Poisson(ref _random, count * errorShare)) : 0;
        long timeNs = (long)(ms * NsPerMs);
        record.Operations.Add(new OperationUsage(operation.Name, operation.Kind, (long)count * 1_000, timeNs, timeNs, errors));
        return ms;
    }

    /// <summary>The sum of some log-normal numbers; never below a tenth of its mean.</summary>
    private double LogNormalSum(double count, double mean, double sigma) => Math.Max(count * mean / 10, SumOf(count, mean, mean * SpreadOf(sigma)));

    private double SumOf(double count, double mean, double deviation) => (count * mean) + (Math.Sqrt(count) * deviation * Draws.Normal(ref _random));

    /// <summary>Standard deviation over mean of a log-normal number.</summary>
    private static double SpreadOf(double sigma) => Math.Sqrt(Math.Exp(sigma * sigma) - 1);
}
