using Pipeline.Core.Catalog;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Budgets;

/// <summary>What this silo knows of the budgets: endpoints follow it. Thread-safe.</summary>
public sealed class BudgetDirectory
{
    private volatile Known? _known;

    /// <summary>Of all budgets; null before they were heard of.</summary>
    public long? Version => _known?.Page.Version;

    /// <summary>Asks for the budgets, if they are others than those that are known.</summary>
    /// <exception cref="Exception">The grain does not answer; what was known stays.</exception>
    public async Task RefreshAsync(IBudgetGrain grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        if (await grain.ListAsync(Version) is { } page)
            _known = new Known(page.Read());
    }

    /// <summary>Those that are about an endpoint; null before any were heard of.</summary>
    public IReadOnlyList<Budget>? FindFor(string endpoint) =>
        _known is { } known ? [.. known.Page.Budgets.Select(static report => report.Budget).Where(budget => NamePattern.Matches(budget.Endpoint, endpoint))] : null;

    private sealed record Known(BudgetPage Page);
}
