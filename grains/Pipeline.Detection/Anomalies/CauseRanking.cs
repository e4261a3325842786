using Pipeline.Core.Features;
using Pipeline.Detection.Baselines;
using Pipeline.Detection.Monitoring;
using Pipeline.Protocol.Events;

namespace Pipeline.Detection.Anomalies;

/// <summary>Ranks what deviates in a window by what it explains: extra failures first, then extra time, then by how far out it is.</summary>
/// <remarks>
/// <para>
/// An operation's added time is split into more calls (extra calls x usual time of one) and slower calls (extra time of one x calls made).
/// Durations themselves, their quantiles and the share of dependencies are symptoms: they come after everything that explains them.
/// </para>
/// <para>
/// More calls of something come before the time of what contains them, when they explain half as much: the caller's time has grown because
/// of them. And where the cache misses more, the calls that its misses make are its doing.
/// </para>
/// </remarks>
internal static class CauseRanking
{
    private const int CausesMax = 10;

    // A cause counts as explaining time from this share of what was added.
    private const double ExplainsFrom = 0.15;

    // From this share of a window's events on what they do is what the segment does.
    private const double MostEvents = 0.5;

    /// <summary>Ranks the deviating features of the segments' windows.</summary>
    /// <param name="windows">The windows with what deviates in each; at least one deviates.</param>
    /// <param name="monitors">By segment number.</param>
    /// <param name="segmentName">Names of segments.</param>
    public static List<AnomalyCause> Rank(
        IReadOnlyList<(SegmentWindow Window, IReadOnlyList<FeatureVerdict> Deviating)> windows,
        Func<int, SegmentMonitor> monitors,
        Func<int, string> segmentName)
    {
        List<CauseCandidate> candidates = [];
        (double addedMs, double addedFailures) = (0, 0);
        foreach ((SegmentWindow window, IReadOnlyList<FeatureVerdict> deviating) in windows)
        {
            CauseAmounts amounts = new(window, monitors(window.Segment), segmentName(window.Segment));
            List<CauseCandidate> ofSegment = [.. deviating.Select(verdict => amounts.Describe(verdict))];
            AttributeToCache(ofSegment);
            candidates.AddRange(ofSegment);
            addedMs += amounts.AddedMs;
            addedFailures += ofSegment.Where(candidate => candidate.Cause.Feature.Kind == FeatureKind.ErrorShare).Sum(candidate => candidate.Cause.ExtraFailures);
        }

        addedFailures = Math.Max(addedFailures, candidates.Where(candidate => candidate.Cause.Feature.Kind == FeatureKind.OperationErrors).Sum(candidate => candidate.Cause.ExtraFailures));
        List<CauseCandidate> joined = [.. JoinSegments(candidates)];
        // Where calls of something explode, CPU time and durations follow, also if nobody has measured the time of those calls.
        bool doCallsExplode = joined.Exists(candidate => candidate.Cause.Feature.Kind is FeatureKind.OperationCalls or FeatureKind.OperationCallsTail && candidate.Cause.ExtraMs == 0);
        joined = doCallsExplode ? [.. joined.Select(AsSymptom)] : joined;
        joined.Sort((left, right) => Compare(left, right, addedMs, addedFailures));
        PreferCalls(joined, addedMs);
        return [.. WithoutRepetitions(joined).Take(CausesMax).Select(candidate => WithShare(candidate.Cause, addedMs, addedFailures))];
    }

    /// <summary>Calls to dependencies and queries that are no more than the cache's extra misses are its doing.</summary>
    private static void AttributeToCache(List<CauseCandidate> candidates)
    {
        int cache = candidates.FindIndex(candidate => candidate.Cause.Feature.Kind == FeatureKind.CacheHitShare);
        if (cache < 0)
            return;
        double misses = candidates[cache].ExtraCalls;
        double ms = 0;
        bool explainsAny = false;
        foreach (CauseCandidate candidate in candidates)
        {
            bool isCalled = candidate.Cause.Feature is { Kind: FeatureKind.OperationCalls, OperationKind: OperationKind.Dependency or OperationKind.Io };
            bool isQueries = candidate.Cause.Feature.Kind == FeatureKind.DbQueries;
            if ((!isCalled && !isQueries) || candidate.ExtraCalls > misses * 1.5)
                continue;
            ms += isCalled ? candidate.Cause.ExtraMs : 0;
            explainsAny = true;
        }

        if (explainsAny)
            candidates[cache] = candidates[cache] with { Cause = candidates[cache].Cause with { ExtraMs = ms * 1.001 } };
    }

    /// <summary>One cause of each feature, as in the segment where it is farthest out, with what it explains in all of them.</summary>
    private static IEnumerable<CauseCandidate> JoinSegments(List<CauseCandidate> candidates)
    {
        foreach (IGrouping<Feature, CauseCandidate> group in candidates.GroupBy(candidate => candidate.Cause.Feature))
        {
            CauseCandidate worst = group.MaxBy(candidate => candidate.Cause.Surprise)!;
            yield return worst with
            {
                Cause = worst.Cause with
                {
                    ExtraFailures = group.Sum(candidate => candidate.Cause.ExtraFailures),
                    ExtraMs = group.Sum(candidate => candidate.Cause.ExtraMs),
                    // Calls per second of several segments are those of all of them.
                    Observed = group.Key.Kind == FeatureKind.Rate ? group.Sum(candidate => candidate.Cause.Observed) : worst.Cause.Observed,
                    Expected = group.Key.Kind == FeatureKind.Rate ? group.Sum(candidate => candidate.Cause.Expected) : worst.Cause.Expected,
                },
            };
        }
    }

    private static CauseCandidate AsSymptom(CauseCandidate candidate) =>
        candidate.Cause.Feature.Kind == FeatureKind.Cpu ? candidate with { IsSymptom = true } : candidate;

    private static int Compare(CauseCandidate left, CauseCandidate right, double addedMs, double addedFailures)
    {
        int order = TierOf(left, addedMs, addedFailures).CompareTo(TierOf(right, addedMs, addedFailures));
        if (order == 0)
            order = right.Cause.ExtraFailures.CompareTo(left.Cause.ExtraFailures);
        if (order == 0 && TierOf(left, addedMs, addedFailures) <= 2)
            order = right.Cause.ExtraMs.CompareTo(left.Cause.ExtraMs);
        if (order == 0)
            order = right.Joint.CompareTo(left.Joint);
        return order != 0 ? order : new FeatureKey(left.Cause.Feature).CompareTo(new FeatureKey(right.Cause.Feature));
    }

    /// <summary>
    /// 0 extra failures of an operation that explain half of all, 1 extra failures, 2 what explains a part of the added time, 3 all else, 4
    /// symptoms, 5 what is only worth a notice.
    /// </summary>
    private static int TierOf(CauseCandidate candidate, double addedMs, double addedFailures)
    {
        AnomalyCause cause = candidate.Cause;
        if (cause.Feature.Kind == FeatureKind.OperationErrors && cause.ExtraFailures >= addedFailures / 2)
            return 0;
        if (cause.ExtraFailures > 0)
            return 1;
        if (candidate.IsSymptom || cause.Feature.Kind is FeatureKind.DurationMean or FeatureKind.DurationP50 or FeatureKind.DurationP95 or FeatureKind.DurationP99 or FeatureKind.DependencyShare)
            return 4;
        if (cause.Feature.Kind == FeatureKind.Rate && cause.Observed > cause.Expected)
            return 5;
        return addedMs > 0 && cause.ExtraMs >= ExplainsFrom * addedMs ? 2 : 3;
    }

    private static void PreferCalls(List<CauseCandidate> ranked, double addedMs)
    {
        int first = ranked.FindIndex(candidate => candidate.Cause.ExtraMs > 0);
        if (first < 0 || ranked[first].Cause.Feature.Kind is not (FeatureKind.OperationTime or FeatureKind.Cpu or FeatureKind.LockWaitShare))
            return;
        int calls = ranked.FindIndex(candidate => candidate.Cause.Feature.Kind is FeatureKind.OperationCalls or FeatureKind.OperationCallsTail
            && candidate.Cause.ExtraMs >= Math.Max(ranked[first].Cause.ExtraMs / 2, ExplainsFrom * addedMs));
        if (calls <= first)
            return;
        CauseCandidate moved = ranked[calls];
        ranked.RemoveAt(calls);
        ranked.Insert(first, moved);
    }

    /// <summary>The mean and the tail of one operation's calls are one cause, and so are all that durations say.</summary>
    private static IEnumerable<CauseCandidate> WithoutRepetitions(List<CauseCandidate> ranked)
    {
        HashSet<(FeatureKind, string, OperationKind)> named = [];
        foreach (CauseCandidate candidate in ranked)
        {
            Feature feature = candidate.Cause.Feature;
            FeatureKind family = feature.Kind switch
            {
                FeatureKind.OperationCallsTail => FeatureKind.OperationCalls,
                FeatureKind.DurationP50 or FeatureKind.DurationP95 or FeatureKind.DurationP99 => FeatureKind.DurationMean,
                _ => feature.Kind,
            };
            if (named.Add((family, feature.Operation, feature.OperationKind)))
                yield return MeanOf(candidate, ranked) ?? candidate;
        }
    }

    /// <summary>Where most events call an operation far more often, how often they do on average says more than how many of them do.</summary>
    private static CauseCandidate? MeanOf(CauseCandidate tail, List<CauseCandidate> ranked)
    {
        Feature feature = tail.Cause.Feature;
        return feature.Kind == FeatureKind.OperationCallsTail && tail.Cause.Observed >= MostEvents
            ? ranked.Find(candidate => candidate.Cause.Feature == feature with { Kind = FeatureKind.OperationCalls })
            : null;
    }

    private static AnomalyCause WithShare(AnomalyCause cause, double addedMs, double addedFailures)
    {
        double share = addedFailures > 0 && cause.ExtraFailures > 0 ? cause.ExtraFailures / addedFailures : addedMs > 0 ? cause.ExtraMs / addedMs : 0;
        return cause with { Share = Math.Clamp(share, 0, 1) };
    }
}
