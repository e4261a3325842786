using System.Text;
using Pipeline.Core.Features;
using Pipeline.Protocol.Alerting;
using Pipeline.Protocol.Events;

namespace Pipeline.Alerting.Budgets;

/// <summary>What a budget may say, and of one that says something else what is wrong with it.</summary>
public static class BudgetRules
{
    public const int NameLengthMax = 64;
    public const int ForMax = 60;
    public const int CallsMinMax = 1_000_000;
    public const int OwnerLengthMax = 128;
    public const int RunbookLengthMax = 2_048;

    /// <summary>Taken by the path that checks budgets.</summary>
    public const string ReservedName = "check";

    private const double LimitMax = 1e15;

    private static readonly int[] s_widths = [10, 60, 3_600];
    private static readonly int[] s_percentiles = [50, 90, 95, 99];
    private static readonly string[] s_kinds = ["function", "dependency", "io"];

    /// <summary>For people: which member is wrong, what it is and what it takes. Null if nothing is.</summary>
    public static string? FindFault(Budget budget)
    {
        ArgumentNullException.ThrowIfNull(budget);
        return FindFaultOfName(budget.Name)
            ?? FindFaultOfMetric(budget)
            ?? FindFaultOfPattern("endpoint", budget.Endpoint, EventLimits.EndpointBytesMax)
            ?? FindFaultOfPattern("segment", budget.Segment, EventLimits.SegmentBytesMax)
            ?? FindFaultOfOperation(budget)
            ?? FindFaultOfPercentile(budget)
            ?? FindFaultOfWindows(budget)
            ?? FindFaultOfPeople(budget);
    }

    private static string? FindFaultOfName(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return "name is missing.";
        if (name.Length > NameLengthMax || !name.All(static character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '-' or '_' or '.'))
            return $"name is '{Shorten(name)}': it takes 1 to {NameLengthMax} of a-z, 0-9, '-', '_', '.'.";
        if (name.All(static character => character == '.'))
            return $"name is '{name}': it takes more than dots, since it is a part of a path.";
        return name == ReservedName ? $"name is '{name}', which is the path that checks budgets: it takes another." : null;
    }

    private static string? FindFaultOfMetric(Budget budget)
    {
        if (!Enum.IsDefined(budget.Metric))
            return $"metric is missing: it takes {Words.ListOf<BudgetMetric>()}.";
        if (!Enum.IsDefined(budget.Scope))
            return $"scope is missing: it takes {Words.ListOf<BudgetScope>()}.";
        if (budget.Scope == BudgetScope.WorstEvent && !BudgetMetrics.IsOfEvents(budget.Metric))
            return "scope is worst_event: a share, and what recording costs, is of a window; it takes window.";
        if (!double.IsFinite(budget.Limit) || budget.Limit < 0 || budget.Limit > LimitMax)
            return "limit is out of range: it takes 0 to 1e15.";
        return BudgetMetrics.IsShareOfWhole(budget.Metric) && budget.Limit >= 1 ? "limit is 1 or more, which a share never exceeds: it takes 0 to less than 1." : null;
    }

    private static string? FindFaultOfPattern(string member, string? pattern, int bytesMax)
    {
        if (string.IsNullOrEmpty(pattern))
            return $"{member} is empty: it takes a name, in which * stands for any characters.";
        if (pattern.Any(char.IsControl))
            return $"{member} has a control character.";
        return Encoding.UTF8.GetByteCount(pattern) > bytesMax ? $"{member} is too long: it takes {bytesMax} bytes of UTF-8." : null;
    }

    private static string? FindFaultOfOperation(Budget budget)
    {
        if (!BudgetMetrics.IsOfOperation(budget.Metric) && (budget.Operation != "*" || budget.OperationKind is not null))
            return "operation and operation_kind are for operation_calls and cost_share only: leave them out.";
        if (budget.OperationKind is { } kind && !s_kinds.Contains(kind))
            return $"operation_kind is '{Shorten(kind)}': it takes function, dependency or io, or is left out for any.";
        return FindFaultOfPattern("operation", budget.Operation, EventLimits.NameBytesMax);
    }

    private static string? FindFaultOfPercentile(Budget budget)
    {
        bool isTaken = budget is { Metric: BudgetMetric.Duration, Scope: BudgetScope.Window };
        if (!isTaken)
            return budget.Percentile is null ? null : "percentile is for the duration of a window only: leave it out.";
        return budget.Percentile is { } percentile && s_percentiles.Contains(percentile)
            ? null
            : $"percentile is {budget.Percentile?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "missing"}: the duration of a window takes 50, 90, 95 or 99.";
    }

    private static string? FindFaultOfWindows(Budget budget)
    {
        if (!s_widths.Contains(budget.WindowSeconds))
            return $"window_seconds is {budget.WindowSeconds}: it takes 10, 60 or 3600.";
        if (budget.CallsMin is < 1 or > CallsMinMax)
            return $"calls_min is {budget.CallsMin}: it takes 1 to {CallsMinMax}.";
        return budget.For is < 1 or > ForMax ? $"for is {budget.For}: it takes 1 to {ForMax} windows." : null;
    }

    private static string? FindFaultOfPeople(Budget budget)
    {
        if (!Enum.IsDefined(budget.Severity))
            return $"severity takes {Words.ListOf<AlertSeverity>()}.";
        if (budget.Owner is { } owner && (owner.Length is 0 or > OwnerLengthMax || owner.Any(char.IsControl)))
            return $"owner takes 1 to {OwnerLengthMax} characters, none of them a control character.";
        if (budget.Runbook is not { } runbook)
            return null;
        bool isUrl = runbook.Length <= RunbookLengthMax
            && Uri.TryCreate(runbook, UriKind.Absolute, out Uri? url)
            && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps);
        return isUrl ? null : $"runbook is '{Shorten(runbook)}': it takes an absolute http or https URL of at most {RunbookLengthMax} characters.";
    }

    private static string Shorten(string text) => text.Length <= NameLengthMax ? text : text[..NameLengthMax] + "...";
}
