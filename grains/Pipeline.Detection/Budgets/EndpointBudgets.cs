using Pipeline.Core.Catalog;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Detection.Budgets;

/// <summary>The budgets of an endpoint, and where it broke them: a function of the entries of its stream, in their order.</summary>
/// <remarks>
/// <para>
/// Each closed window of a budget's width is judged, segment by segment. What breaks a budget in as many judged windows in a row as it says
/// is one finding, whichever segments show it; it is over when <see cref="KeptToRecover"/> judged windows in a row have kept the budget, or
/// when the budget does not speak of it any more.
/// </para>
/// <para>No clock, no randomness, no I/O; <see cref="Write"/> of equal states gives equal bytes. Not thread-safe.</para>
/// </remarks>
public sealed partial class EndpointBudgets(string endpoint)
{
    /// <summary>Findings kept of an endpoint; the oldest ended ones are forgotten first.</summary>
    public const int FindingsMax = 256;

    /// <summary>Judged windows in a row that keep a budget before it counts as kept again.</summary>
    public const int KeptToRecover = 3;

    /// <summary>Budgets broken by something that are followed at a time, those that are not told of yet included.</summary>
    public const int BreachesMax = 1_024;

    private const long AwaitedWidthMsMax = 60_000;
    private const string Recovered = "recovered";
    private const string Withdrawn = "withdrawn";

    private readonly List<Finding> _findings = [];
    private readonly List<BudgetBreach> _breaches = [];

    public string Endpoint { get; } = endpoint;

    /// <summary>Those that are about this endpoint, as the last entry about them said; null before the first.</summary>
    public IReadOnlyList<Budget>? Budgets { get; private set; }

    /// <summary>Rises whenever <see cref="Findings"/> change.</summary>
    public long Revision { get; private set; }

    /// <summary>Where budgets were broken, in the order in which it was found; at most <see cref="FindingsMax"/>.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>From when on all that was broken is known, Unix ms: what was before was not judged, or is forgotten. 0 if nothing is.</summary>
    public long KnownSinceUnixMs { get; private set; }

    /// <summary>Breaks that found no room among what is followed or kept.</summary>
    public long Unrecorded { get; private set; }

    /// <summary>Judges what an entry has closed; called after each entry, also if it has closed nothing.</summary>
    public void Observe(EndpointState state, IReadOnlyList<ClosedCell> closed, in EntryHeader header)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(closed);
        if (Budgets is null || closed.Count == 0)
            return;
        for (int first = 0, next; first < closed.Count; first = next)
        {
            (long width, long start) = (closed[first].WidthMs, closed[first].StartUnixMs);
            for (next = first + 1; next < closed.Count && closed[next].WidthMs == width && closed[next].StartUnixMs == start;)
                next++;
            Budget[] budgets = [.. Budgets.Where(budget => budget.IsEnabled && budget.WindowSeconds * 1_000L == width)];
            if (budgets.Length == 0)
                continue;
            List<JudgedSegment> segments = [];
            for (int index = first; index < next; index++)
            {
                if (JudgedSegment.TryRead(closed[index], state) is { } segment)
                    segments.Add(segment);
            }

            foreach (Budget budget in segments.Count == 0 ? [] : budgets)
                Judge(budget, segments, start, start + width);
        }
    }

    /// <summary>What was broken in a part of a range of time.</summary>
    /// <param name="state">The endpoint, for the windows that are open still.</param>
    /// <param name="fromUnixMs">Start of the range, Unix ms.</param>
    /// <param name="toUnixMs">Its end.</param>
    public EndpointBreaches FindIn(EndpointState state, long fromUnixMs, long toUnixMs)
    {
        ArgumentNullException.ThrowIfNull(state);
        Finding[] broken = [.. _findings.Where(finding => finding.Since < toUnixMs && finding.Last > fromUnixMs)];
        bool isPending = false;
        foreach (TierWindows tier in state.Windows.Tiers)
            isPending |= IsPending(tier, state, fromUnixMs, toUnixMs);
        bool isSilent = broken.Length == 0 && (state.LatestUnixMs ?? long.MinValue) < fromUnixMs;
        return new EndpointBreaches(broken, KnownSinceUnixMs, isPending, isSilent);
    }

    /// <summary>Whether windows of the range are to be judged yet. Longer ones count where they end in it: nobody waits an hour for a check.</summary>
    private bool IsPending(TierWindows tier, EndpointState state, long fromUnixMs, long toUnixMs)
    {
        long width = tier.Tier.WidthMs;
        bool isAsked = Budgets?.Any(budget => budget.IsEnabled && budget.WindowSeconds * 1_000L == width) == true;
        if (!isAsked || tier.LastOpenEnd() == long.MinValue)
            return false;
        long firstEnd = tier.FirstOpenEndUnixMs;
        long lastEnd = tier.LastOpenEnd();
        return lastEnd > fromUnixMs && state.LatestUnixMs >= fromUnixMs && (width > AwaitedWidthMsMax ? firstEnd <= toUnixMs : firstEnd - width < toUnixMs);
    }

    private void Judge(Budget budget, List<JudgedSegment> segments, long startUnixMs, long endUnixMs)
    {
        List<JudgedSegment> judged = [];
        SortedDictionary<BudgetSubject, List<(JudgedSegment Segment, double Observed)>> broken = [];
        List<(BudgetSubject Subject, double Observed)> above = [];
        foreach (JudgedSegment segment in segments)
        {
            above.Clear();
            if (!NamePattern.Matches(budget.Segment, segment.Name) || !BudgetReader.TryFindAbove(budget, segment, above))
                continue;
            judged.Add(segment);
            foreach ((BudgetSubject subject, double observed) in above)
            {
                if (!broken.TryGetValue(subject, out List<(JudgedSegment, double)>? ofSubject))
                    broken.Add(subject, ofSubject = []);
                ofSubject.Add((segment, observed));
            }
        }

        for (int index = _breaches.Count - 1; index >= 0; index--)
        {
            BudgetBreach breach = _breaches[index];
            if (breach.Budget != budget.Name)
                continue;
            broken.Remove(breach.Subject, out List<(JudgedSegment Segment, double Observed)>? again);
            Follow(budget, breach, judged, WindowOf(again ?? []));
            if (breach.IsOver)
                _breaches.RemoveAt(index);
        }

        foreach ((BudgetSubject subject, List<(JudgedSegment, double)> ofSubject) in broken)
        {
            if (_breaches.Count >= BreachesMax)
            {
                NoteUnrecorded(endUnixMs);
                continue;
            }

            BudgetBreach breach = new(budget.Name, subject);
            _breaches.Add(breach);
            Follow(budget, breach, judged, WindowOf(ofSubject));
        }

        BrokenWindow WindowOf(List<(JudgedSegment Segment, double Observed)> ofSubject) => new(
            startUnixMs,
            endUnixMs,
            [.. ofSubject.OrderByDescending(static one => one.Observed).ThenBy(static one => one.Segment.Name, StringComparer.Ordinal)],
            segments.Count);
    }

    private void Follow(Budget budget, BudgetBreach breach, List<JudgedSegment> judged, BrokenWindow window)
    {
        bool isJudged = judged.Exists(segment => breach.Tells(segment.Name));
        bool isBroken = false;
        foreach ((JudgedSegment segment, double observed) in window.Broken)
            isBroken |= breach.Break(segment.Name, observed, window.StartUnixMs, budget.For);
        foreach (JudgedSegment segment in judged)
        {
            if (!window.Broken.Any(one => one.Segment == segment))
                breach.Keep(segment.Name);
        }

        if (isBroken)
        {
            breach.Kept = 0;
            Tell(budget, breach, window);
        }
        else if (isJudged && ++breach.Kept >= KeptToRecover)
        {
            End(breach, Recovered, 0);
        }
    }

    private void Tell(Budget budget, BudgetBreach breach, BrokenWindow window)
    {
        int index = breach.FindingId is null ? -1 : _findings.FindIndex(finding => finding.Id == breach.FindingId);
        // What is not told of yet is none of the window's, also where it is above the limit.
        window = window with { Broken = [.. window.Broken.Where(one => breach.Tells(one.Segment.Name))] };
        if (index < 0)
        {
            Begin(budget, breach, window);
            return;
        }

        Finding before = _findings[index];
        string[] segments = [.. breach.Segments];
        bool isSpreading = !segments.SequenceEqual(before.Segments, StringComparer.Ordinal);
        Finding now = before with
        {
            Last = Math.Max(before.Last, window.EndUnixMs),
            Segments = isSpreading ? segments : before.Segments,
            EverySegment = (before.EverySegment || isSpreading) && segments.Length >= window.SegmentsWithCalls,
        };
        FindingCause cause = before.Causes[0];
        if (window.Broken.Count > 0 && (window.Broken[0].Observed > cause.Observed || cause.Limit != budget.Limit))
            now = BudgetFinding.Explain(now, budget, breach.Subject, window);
        else if (isSpreading || now.EverySegment != before.EverySegment)
            now = BudgetFinding.Retell(now, budget);
        _findings[index] = now;
        Revision++;
    }

    private void Begin(Budget budget, BudgetBreach breach, BrokenWindow window)
    {
        if (_findings.Count >= FindingsMax && !ForgetOldestEnded())
        {
            // It is tried again with the next window that breaks the budget.
            NoteUnrecorded(window.EndUnixMs);
            return;
        }

        Finding begun = BudgetFinding.Create(Endpoint, budget, breach, window);
        breach.FindingId = begun.Id;
        _findings.Add(begun);
        Revision++;
    }

    private bool ForgetOldestEnded()
    {
        int oldest = _findings.FindIndex(static finding => finding.Ended is not null);
        if (oldest < 0)
            return false;
        KnownSinceUnixMs = Math.Max(KnownSinceUnixMs, _findings[oldest].Last);
        _findings.RemoveAt(oldest);
        return true;
    }

    private void NoteUnrecorded(long endUnixMs)
    {
        Unrecorded++;
        KnownSinceUnixMs = Math.Max(KnownSinceUnixMs, endUnixMs);
    }

    private void End(BudgetBreach breach, string how, long timeUnixMs)
    {
        int index = _findings.FindIndex(finding => finding.Id == breach.FindingId);
        if (index >= 0)
        {
            _findings[index] = _findings[index] with { Ended = Math.Max(timeUnixMs, _findings[index].Last), End = how };
            Revision++;
        }

        breach.End();
    }
}
