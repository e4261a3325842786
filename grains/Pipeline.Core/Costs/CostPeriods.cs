using Pipeline.Core.Endpoints;
using Pipeline.Core.Queries;
using Pipeline.Core.Windows;

namespace Pipeline.Core.Costs;

/// <summary>Which windows answer for a period and for its reference.</summary>
/// <param name="Now">The windows asked about; null before the endpoint's first event.</param>
/// <param name="Reference">The windows that they are compared with; null if there are none.</param>
/// <param name="Missing">Why there is no reference; null if there is one.</param>
internal readonly record struct CostPeriods(WindowRange? Now, WindowRange? Reference, string? Missing)
{
    /// <summary>Chooses them. What was not asked for is as much as the period covers, just before it.</summary>
    public static CostPeriods Select(EndpointState state, CostQuery query)
    {
        if (state.LatestUnixMs is null || state.Select(query.Range) is not { } now)
            return new CostPeriods(null, null, "the endpoint has no events yet");
        if (query.Reference is { } asked)
            return With(state, now, state.Select(asked)!.Value);
        if (now.StepMs == 0)
            return new CostPeriods(now, null, "all time has nothing before it to compare with");
        return SelectBefore(state, now);
    }

    /// <summary>
    /// Windows that reach further back may be wider; the period is then read from such as well, so that both have the same width and length
    /// and no window is in both. Each turn takes a coarser tier, so there are no more turns than tiers.
    /// </summary>
    private static CostPeriods SelectBefore(EndpointState state, WindowRange asked)
    {
        WindowRange now = asked;
        for (int turn = 0; turn < state.Windows.Tiers.Length; turn++)
        {
            long length = now.ToUnixMs - now.FromUnixMs;
            if (length <= 0)
                break;
            WindowRange before = state.Select(EndpointQuery.Between(now.FromUnixMs - length, now.FromUnixMs))!.Value;
            CostPeriods periods = With(state, now, before);
            if (periods.Missing is not null)
                return new CostPeriods(asked, null, periods.Missing);
            if (before.StepMs <= now.StepMs)
                return periods;
            now = state.Select(EndpointQuery.Between(now.FromUnixMs, now.ToUnixMs, before.StepMs))!.Value;
        }

        return new CostPeriods(asked, null, "windows from before the range are no longer retained");
    }

    private static CostPeriods With(EndpointState state, WindowRange now, WindowRange reference)
    {
        if (reference.ToUnixMs <= state.EarliestUnixMs)
            return new CostPeriods(now, null, "the endpoint's first event came after the reference");
        bool isRetained = reference.FromUnixMs < reference.ToUnixMs;
        return isRetained
            ? new CostPeriods(now, reference, null)
            : new CostPeriods(now, null, "windows of the reference are no longer retained");
    }
}
