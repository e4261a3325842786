using System.Globalization;
using Pipeline.Core.Features;
using Pipeline.Core.Queries;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Baselines;
using Pipeline.Protocol.Alerting;
using Pipeline.Protocol.Events;

namespace Pipeline.Detection.Budgets;

/// <summary>A broken budget as alerts are made of it.</summary>
internal static class BudgetFinding
{
    private const int TracesMax = 3;
    private const int ExplanationsMax = 3;

    // An operation explains what is slow from this share of the time on.
    private const double ExplainsFrom = 0.1;

    /// <summary>A finding that begins with a window.</summary>
    public static Finding Create(string endpoint, Budget budget, BudgetBreach breach, BrokenWindow window)
    {
        string[] segments = [.. breach.Segments];
        Finding begun = new(
            IdOf(endpoint, budget, breach.Subject, window.StartUnixMs),
            FindingSource.Budget,
            budget.Name,
            endpoint,
            budget.Severity,
            segments,
            segments.Length == window.SegmentsWithCalls,
            breach.SinceUnixMs,
            window.EndUnixMs,
            window.EndUnixMs,
            Ended: null,
            End: null,
            IsHistoric: false,
            [],
            string.Empty,
            budget.Owner,
            budget.Runbook);
        return Explain(begun, budget, breach.Subject, window);
    }

    /// <summary>The finding with the causes and the sentence of a window: of the worst one so far.</summary>
    public static Finding Explain(Finding finding, Budget budget, in BudgetSubject subject, BrokenWindow window)
    {
        IReadOnlyList<FindingCause> causes = Causes(finding, budget, subject, window);
        finding = finding with { Causes = causes };
        return finding with { Sentence = BudgetSentence.Of(finding, budget) };
    }

    /// <summary>The finding told anew, since it shows in other segments than before; the worst window stays what it was.</summary>
    public static Finding Retell(Finding finding, Budget budget)
    {
        string segment = finding.EverySegment && finding.Segments.Count > 1 ? EndpointDetection.AllSegments : finding.Segments[0];
        finding = finding with { Causes = [.. finding.Causes.Select(cause => cause with { Segment = segment })] };
        return finding with { Sentence = BudgetSentence.Of(finding, budget) };
    }

    private static List<FindingCause> Causes(Finding finding, Budget budget, BudgetSubject subject, BrokenWindow window)
    {
        (JudgedSegment worst, double observed) = window.Broken[0];
        (double share, double extraMs) = subject.IsOperation ? TimeOf(budget, subject, window) : (0, 0);
        string[] traces = [.. worst.Cell.Exemplars.ToArray().Select(static exemplar => exemplar.TraceId).Where(static id => id != default).Take(TracesMax).Select(static id => id.ToString())];
        string segment = finding.EverySegment && finding.Segments.Count > 1 ? EndpointDetection.AllSegments : worst.Name;
        string word = BudgetMetrics.WordOf(budget);
        List<FindingCause> causes =
        [
            new FindingCause(
                subject.IsOperation ? subject.Operation : word,
                word,
                subject.IsOperation ? subject.Operation : null,
                subject.IsOperation ? FeatureWords.Of(subject.Kind) : null,
                segment,
                SevenDigits.Of(AnomalyWords.Finite(observed)),
                Expected: null,
                budget.Limit,
                BudgetMetrics.UnitOf(budget.Metric),
                share,
                ExtraFailures: 0,
                extraMs,
                IsNew: false,
                traces),
        ];
        if (budget.Metric is BudgetMetric.Duration or BudgetMetric.Cpu)
            causes.AddRange(Explanations(worst, segment));
        return causes;
    }

    /// <summary>What most of the time goes to, where a budget speaks of nothing but that it is too much.</summary>
    private static IEnumerable<FindingCause> Explanations(JudgedSegment worst, string segment)
    {
        double mean = worst.View.Duration?.Ms.Mean ?? 0;
        if (mean <= 0)
            yield break;
        IEnumerable<OperationView> heaviest = worst.View.Operations
            .Where(operation => operation.PerEvent > 0 && BudgetReader.MsPerEvent(operation) / mean >= ExplainsFrom)
            .OrderByDescending(static operation => BudgetReader.MsPerEvent(operation))
            .Take(ExplanationsMax);
        foreach (OperationView operation in heaviest)
        {
            double ms = BudgetReader.MsPerEvent(operation);
            yield return new FindingCause(
                operation.Name,
                FeatureWords.Of(FeatureKind.OperationTime),
                operation.Name,
                FeatureWords.Of(operation.Kind),
                segment,
                SevenDigits.Of(ms / operation.PerEvent),
                Expected: null,
                Limit: null,
                FeatureWords.UnitOf(FeatureKind.OperationTime),
                SevenDigits.Of(Math.Clamp(ms / mean, 0, 1)),
                ExtraFailures: 0,
                ExtraMs: 0,
                IsNew: false,
                []);
        }
    }

    /// <summary>The operation's share of the time of the segments that it broke the budget in, and how much of that is above the limit.</summary>
    private static (double Share, double ExtraMs) TimeOf(Budget budget, BudgetSubject subject, BrokenWindow window)
    {
        double all = 0;
        double ofIt = 0;
        double above = 0;
        foreach ((JudgedSegment segment, _) in window.Broken)
        {
            OperationView? operation = segment.View.Operations.FirstOrDefault(candidate => candidate.Name == subject.Operation && candidate.Kind == subject.Kind);
            double mean = segment.View.Duration?.Ms.Mean ?? 0;
            if (operation is null || mean <= 0)
                continue;
            double share = Math.Clamp(BudgetReader.MsPerEvent(operation) / mean, 0, 1);
            double time = share * segment.TotalMs;
            all += segment.TotalMs;
            ofIt += time;
            double usual = budget.Metric == BudgetMetric.CostShare ? share : operation.PerEvent;
            above += usual > budget.Limit ? time * (usual - budget.Limit) / usual : 0;
        }

        return all > 0 ? (SevenDigits.Of(ofIt / all), SevenDigits.Of(above)) : (0, 0);
    }

    private static string IdOf(string endpoint, Budget budget, in BudgetSubject subject, long windowStartUnixMs)
    {
        ulong hash = Fnv1a.Basis;
        foreach (string text in (ReadOnlySpan<string>)[endpoint, budget.Name, subject.Operation])
            hash = Fnv1a.Add(hash, text);
        return Fnv1a.Add(Fnv1a.Add(hash, (byte)subject.Kind), windowStartUnixMs).ToString("x16", CultureInfo.InvariantCulture);
    }
}
