using Pipeline.Core.Windows;

namespace Pipeline.Core.Series;

/// <summary>Decides which steps a series has and which tier it is read from.</summary>
/// <remarks>
/// Of the tiers whose width divides the step and that reach back to the start, the coarsest: windows of any of them add up to the same
/// numbers, and of that one the fewest have to be read. If none of those reaches back, the finest other one that does, and the step becomes
/// a multiple of its width; if none does at all, the one that reaches furthest.
/// </remarks>
internal static class SeriesPlanner
{
    /// <summary>Most points of an answer: steps times metrics.</summary>
    public const int PointsMax = 11_000;

    private const int DefaultStepCount = 200;

    // The year 9999, where RFC 3339 ends.
    private const long TimeMax = 253_402_300_800_000;

    /// <summary>Plans for a source that has events.</summary>
    /// <param name="source">What is read.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="plan">The steps and windows.</param>
    /// <returns>Why there is no plan; null if there is.</returns>
    public static SeriesFault? FindFault(in SeriesSource source, SeriesQuery query, out SeriesPlan plan)
    {
        plan = default;
        WindowSet windows = source.Windows;
        if (query.StepMs is < 0 or > TimeMax || (query.StepMs > 0 && !IsMultiple(windows, query.StepMs)))
            return SeriesFault.Malformed($"step is {StepTimes.Describe(query.StepMs)}: it takes a multiple of a window's width, which are {Widths(windows)}.");
        long earliest = source.EarliestUnixMs!.Value;
        long latest = source.LatestUnixMs!.Value;
        (long from, long to) = IntervalOf(query, earliest, latest);
        (int tier, long step) = Choose(windows, from, earliest, query.StepMs > 0 ? query.StepMs : DefaultStep(windows, from, to));
        long start = StepTimes.Floor(from, step);
        long end = StepTimes.Ceiling(to, step);
        long steps = (end - start) / step;
        if (steps * query.Metrics.Count > PointsMax)
            return SeriesFault.TooManyPoints(Describe(steps, step, query.Metrics.Count, end - start));

        WindowTier definition = windows.Tiers[tier].Tier;
        long complete = Reaches(windows, tier, start, earliest) ? start : StepTimes.Ceiling(windows.CompleteFrom(tier), step);
        // Before the earliest event there is nothing, and after the latest.
        long readFrom = Math.Max(complete, definition.StartOf(earliest));
        long readTo = Math.Max(readFrom, Math.Min(end, definition.StartOf(latest) + definition.WidthMs));
        plan = new SeriesPlan(start, end, step, complete, new WindowRange(readFrom, readTo, definition.WidthMs));
        return null;
    }

    private static (long From, long To) IntervalOf(SeriesQuery query, long earliest, long latest)
    {
        if (query.WindowMs is { } window)
            return (latest + 1 - Math.Clamp(window, 1, TimeMax), latest + 1);
        long from = Math.Clamp(query.FromUnixMs ?? earliest, 0, TimeMax);
        // An open end may lie before the other: then one step says that there is nothing.
        return (from, Math.Max(from + 1, Math.Min(query.ToUnixMs ?? latest + 1, TimeMax)));
    }

    private static long DefaultStep(WindowSet windows, long from, long to)
    {
        long step = StepTimes.Round(Math.Max(1, (to - from) / DefaultStepCount));
        return IsMultiple(windows, step) ? step : StepTimes.Ceiling(step, windows.Tiers[0].Tier.WidthMs);
    }

    private static (int Tier, long StepMs) Choose(WindowSet windows, long from, long earliest, long step)
    {
        ReadOnlySpan<TierWindows> tiers = windows.Tiers;
        for (int tier = tiers.Length - 1; tier >= 0; tier--)
        {
            if (step % tiers[tier].Tier.WidthMs == 0 && Reaches(windows, tier, StepTimes.Floor(from, step), earliest))
                return (tier, step);
        }

        int furthest = 0;
        for (int tier = 0; tier < tiers.Length; tier++)
        {
            long rounded = StepTimes.Ceiling(step, tiers[tier].Tier.WidthMs);
            if (Reaches(windows, tier, StepTimes.Floor(from, rounded), earliest))
                return (tier, rounded);
            if (windows.CompleteFrom(tier) < windows.CompleteFrom(furthest))
                furthest = tier;
        }

        return (furthest, StepTimes.Ceiling(step, tiers[furthest].Tier.WidthMs));
    }

    // Nothing happened before the earliest event: a tier that has that has everything.
    private static bool Reaches(WindowSet windows, int tier, long start, long earliest) =>
        windows.Tiers[tier].Tier.StartOf(Math.Max(start, earliest)) >= windows.CompleteFrom(tier);

    private static bool IsMultiple(WindowSet windows, long step)
    {
        foreach (TierWindows tier in windows.Tiers)
        {
            if (step % tier.Tier.WidthMs == 0)
                return true;
        }

        return false;
    }

    private static string Widths(WindowSet windows) =>
        string.Join(", ", windows.Options.Tiers.Select(tier => StepTimes.Describe(tier.WidthMs)));

    private static string Describe(long steps, long stepMs, int metrics, long lengthMs)
    {
        long least = StepTimes.Round((lengthMs * metrics / PointsMax) + 1);
        return $"{steps} steps of {StepTimes.Describe(stepMs)} for {metrics} metrics are {steps * metrics} points: at most {PointsMax} are given. "
            + $"Take a step of {StepTimes.Describe(least)}, a shorter range or fewer metrics.";
    }
}
