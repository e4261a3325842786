namespace Pipeline.Alerting.Sources;

/// <summary>Which sources that ended have one that began in their place.</summary>
/// <remarks>
/// Nothing says which source takes the place of which, only when each began. As many as can be are paired, one for one, each with one that
/// began within <see cref="Tolerance"/> of its end: so a deployment of any number of instances leaves none over, and one crash among them
/// leaves one. All may be paired within the same distance, so taking them by their ends, each with the earliest beginning that is left,
/// pairs as many as any other way. Pairs are not kept: an end that is found later may need a beginning that another can do without.
/// </remarks>
internal sealed class Succession
{
    /// <summary>Between the end of one and the beginning of the other, either way.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(2);

    /// <summary>A source in another's place goes on for so long at least; a program that is run every minute takes nobody's place.</summary>
    public static readonly TimeSpan SentMin = TimeSpan.FromMinutes(1);

    /// <summary>One that says it began longer before it was first seen comes back, as after an outage; clocks may be off by less.</summary>
    private static readonly TimeSpan StartTolerance = TimeSpan.FromHours(1);

    private const int BeginningsMax = SourceWatch.SourcesMax;

    private static readonly long s_toleranceMs = (long)Tolerance.TotalMilliseconds;

    // By their beginnings, as they are added in the order of time.
    private readonly List<WatchedSource> _beginnings = [];

    /// <summary>Whether a source that is seen first has just begun.</summary>
    public static bool IsBeginning(in SourceSighting first) => Math.Abs(first.First - first.Start) <= (long)StartTolerance.TotalMilliseconds;

    /// <summary>Takes a source that has just begun; of too many the earliest are forgotten.</summary>
    public void Add(WatchedSource source)
    {
        int at = _beginnings.Count;
        while (at > 0 && _beginnings[at - 1].First > source.First)
            at--;
        _beginnings.Insert(at, source);
        if (_beginnings.Count > BeginningsMax)
            _beginnings.RemoveAt(0);
    }

    /// <summary>Forgets beginnings of so long ago that no source can have ended then.</summary>
    /// <param name="earliestEnd">When the source was seen that has paused the longest.</param>
    public void Forget(long earliestEnd) => _beginnings.RemoveAll(source => source.First < earliestEnd - s_toleranceMs);

    /// <summary>Those in whose place no other began.</summary>
    public IReadOnlyList<WatchedSource> WithoutSuccessor(IEnumerable<WatchedSource> ended)
    {
        List<WatchedSource> left = [];
        int next = 0;
        foreach (WatchedSource source in ended.OrderBy(static source => source.Last))
        {
            while (next < _beginnings.Count && !(_beginnings[next].First >= source.Last - s_toleranceMs && HasGoneOn(_beginnings[next])))
                next++;
            if (next < _beginnings.Count && _beginnings[next].First <= source.Last + s_toleranceMs)
                next++;
            else
                left.Add(source);
        }

        return left;
    }

    private static bool HasGoneOn(WatchedSource source) => source.Last - source.First >= (long)SentMin.TotalMilliseconds;
}
