using System.Globalization;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Budgets;

/// <summary>All budgets of the installation: a function of the entries of their stream.</summary>
/// <remarks>
/// A change is planned first, which says whether it may be made and what the entry is, and applied when that is durable. Every entry raises
/// the version of all; a budget is of the version that changed it last, so one that was deleted and set again never has an old version.
/// Not thread-safe.
/// </remarks>
public sealed partial class BudgetBook : IJournaled<BudgetBook, BudgetEntry>
{
    private const string What = "budget";
    private const string Created = "created";
    private const string Updated = "updated";
    private const string Deleted = "deleted";

    private readonly SortedDictionary<string, BudgetReport> _budgets = new(StringComparer.Ordinal);
    // Those that the file has a budget of the same name for, as they were before it: they come back when it has none any more.
    private readonly SortedDictionary<string, BudgetReport> _overridden = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _defaultsGiven = new(StringComparer.Ordinal);
    private readonly Queue<AuditRecord> _changes = new();

    public BudgetBook()
    {
    }

    private BudgetBook(BudgetBookState state)
    {
        Version = state.Version;
        FileFault = state.FileFault;
        foreach (BudgetReport report in state.Budgets)
            _budgets.Add(report.Budget.Name, report);
        foreach (BudgetReport report in state.Overridden)
            _overridden.Add(report.Budget.Name, report);
        _defaultsGiven.UnionWith(state.DefaultsGiven);
        foreach (AuditRecord change in state.Changes)
            _changes.Enqueue(change);
    }

    /// <summary>Of all budgets together; 0 before the first entry.</summary>
    public long Version { get; private set; }

    /// <summary>What is wrong with the file of budgets; null if nothing is.</summary>
    public string? FileFault { get; private set; }

    /// <summary>All, by name.</summary>
    public BudgetPage Page => new([.. _budgets.Values], Version, FileFault);

    /// <summary>Changes, the latest first.</summary>
    public IReadOnlyList<AuditRecord> Changes => [.. _changes.Reverse()];

    public BudgetReport? Find(string name) => _budgets.GetValueOrDefault(name);

    /// <summary>Defaults that the installation has never had: at its start, or with a program that has more of them.</summary>
    public BudgetDecision PlanDefaults(long at)
    {
        Budget[] missing = [.. DefaultBudgets.All.Where(budget => !_defaultsGiven.Contains(budget.Name))];
        return missing.Length == 0 ? BudgetDecision.Nothing : BudgetDecision.Of(New(BudgetEntryKind.Defaults, at, "pipeline") with { Budgets = missing });
    }

    /// <param name="budget">The budget, complete.</param>
    /// <param name="by">Who.</param>
    /// <param name="version">Only if it is of this version still, 0 if it must not exist; null for any.</param>
    /// <param name="at">When, Unix ms.</param>
    public BudgetDecision PlanPut(Budget budget, string by, long? version, long at)
    {
        ArgumentNullException.ThrowIfNull(budget);
        if (BudgetRules.FindFault(budget) is { } fault)
            return BudgetDecision.Refuse(BudgetRefusal.Invalid, fault);
        BudgetReport? known = Find(budget.Name);
        if (FindConflict(budget.Name, known, version) is { } conflict)
            return BudgetDecision.Refuse(BudgetRefusal.Conflict, conflict);
        if (known is null && _budgets.Count >= AlertingLimits.BudgetsMax)
            return BudgetDecision.Refuse(BudgetRefusal.Invalid, $"There are {AlertingLimits.BudgetsMax} budgets, which is the most: delete one.");
        return known?.Budget == budget ? BudgetDecision.Nothing : BudgetDecision.Of(New(BudgetEntryKind.Put, at, by) with { Budgets = [budget] });
    }

    /// <param name="name">The budget.</param>
    /// <param name="by">Who.</param>
    /// <param name="version">Only if it is of this version still; null for any.</param>
    /// <param name="at">When, Unix ms.</param>
    public BudgetDecision PlanDelete(string name, string by, long? version, long at)
    {
        BudgetReport? known = Find(name);
        if (known is null)
            return BudgetDecision.Refuse(BudgetRefusal.NotFound, $"There is no budget '{name}'.");
        return FindConflict(name, known, version) is { } conflict
            ? BudgetDecision.Refuse(BudgetRefusal.Conflict, conflict)
            : BudgetDecision.Of(New(BudgetEntryKind.Deleted, at, by) with { Name = name });
    }

    /// <summary>Takes what a file holds, or what is wrong with it; what it holds that may not be refuses all of it.</summary>
    /// <param name="budgets">What it holds; null if it is gone.</param>
    /// <param name="fault">What is wrong with it.</param>
    /// <param name="at">When, Unix ms.</param>
    public BudgetDecision PlanFile(IReadOnlyList<Budget>? budgets, string? fault, long at)
    {
        budgets = [.. (budgets ?? []).OrderBy(static budget => budget.Name, StringComparer.Ordinal)];
        fault ??= FindFileFault(budgets);
        if (fault is not null)
            return fault == FileFault ? BudgetDecision.Nothing : BudgetDecision.Of(New(BudgetEntryKind.FileRefused, at, BudgetOrigins.File) with { Fault = fault });
        IEnumerable<Budget> known = _budgets.Values.Where(static report => report.Origin == BudgetOrigins.File).Select(static report => report.Budget);
        return FileFault is null && known.SequenceEqual(budgets)
            ? BudgetDecision.Nothing
            : BudgetDecision.Of(New(BudgetEntryKind.FileRead, at, BudgetOrigins.File) with { Budgets = budgets });
    }

    /// <summary>Applies an entry. It was planned, so nothing of it is refused.</summary>
    public void Apply(BudgetEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Version++;
        switch (entry.Kind)
        {
            case BudgetEntryKind.Defaults:
                ApplyDefaults(entry);
                break;
            case BudgetEntryKind.Put:
                // One of the defaults that somebody has changed is theirs.
                foreach (Budget budget in entry.Budgets ?? [])
                    Set(budget, BudgetOrigins.Api, entry);
                break;
            case BudgetEntryKind.Deleted:
                Remove(entry.Name ?? string.Empty, entry);
                break;
            case BudgetEntryKind.FileRead:
                ApplyFile(entry);
                break;
            case BudgetEntryKind.FileRefused:
                FileFault = entry.Fault;
                Note(entry, "file", "refused", entry.Fault);
                break;
        }
    }

    internal BudgetBookState ToState() =>
        new(BudgetEntry.CurrentFormat, Version, [.. _budgets.Values], [.. _overridden.Values], FileFault, [.. _defaultsGiven], [.. _changes]);

    private static BudgetEntry New(BudgetEntryKind kind, long at, string by) => new(BudgetEntry.CurrentFormat, kind, at, by);

    private static string? FindConflict(string name, BudgetReport? known, long? version)
    {
        if (known?.Origin == BudgetOrigins.File)
            return $"Budget '{name}' is of the file of budgets: change it there.";
        if (version is not { } wanted || wanted == (known?.Version ?? 0))
            return null;
        return known is null
            ? $"There is no budget '{name}', so none of version {wanted}."
            : wanted == 0 ? $"There is a budget '{name}' already, of version {known.Version}." : $"Budget '{name}' is of version {known.Version}, not {wanted}.";
    }

    private string? FindFileFault(IReadOnlyList<Budget> budgets)
    {
        foreach (Budget budget in budgets)
        {
            if (BudgetRules.FindFault(budget) is { } fault)
                return $"budget '{budget.Name}': {fault}";
        }

        if (budgets.GroupBy(static budget => budget.Name, StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1) is { } twice)
            return $"budget '{twice.Key}' is there more than once.";
        HashSet<string> names = budgets.Select(static budget => budget.Name).ToHashSet(StringComparer.Ordinal);
        // What the file has no budget for any more comes back.
        int others = _budgets.Values.Where(static report => report.Origin != BudgetOrigins.File).Concat(_overridden.Values)
            .Count(report => !names.Contains(report.Budget.Name));
        return others + names.Count > AlertingLimits.BudgetsMax
            ? string.Create(CultureInfo.InvariantCulture, $"{names.Count} budgets beside {others} others are more than {AlertingLimits.BudgetsMax}.")
            : null;
    }

    private void ApplyDefaults(BudgetEntry entry)
    {
        foreach (Budget budget in entry.Budgets ?? [])
        {
            if (!_defaultsGiven.Add(budget.Name))
                continue;
            // What somebody has called so already goes before it; what the file has does so for as long as it is there.
            if (Find(budget.Name) is not { } known)
            {
                if (_budgets.Count < AlertingLimits.BudgetsMax)
                    Set(budget, BudgetOrigins.Default, entry);
            }
            else if (known.Origin == BudgetOrigins.File)
            {
                _overridden.TryAdd(budget.Name, new BudgetReport(budget, Version, BudgetOrigins.Default, entry.By, entry.At));
            }
        }
    }

    private void ApplyFile(BudgetEntry entry)
    {
        FileFault = null;
        HashSet<string> names = (entry.Budgets ?? []).Select(static budget => budget.Name).ToHashSet(StringComparer.Ordinal);
        string[] gone = [.. _budgets.Values.Where(report => report.Origin == BudgetOrigins.File && !names.Contains(report.Budget.Name)).Select(static report => report.Budget.Name)];
        foreach (string name in gone)
        {
            if (_overridden.Remove(name, out BudgetReport? before))
                Set(before.Budget, before.Origin, entry);
            else
                Remove(name, entry);
        }

        foreach (Budget budget in entry.Budgets ?? [])
        {
            BudgetReport? known = Find(budget.Name);
            if (known is not null && known.Origin != BudgetOrigins.File)
                _overridden.Add(budget.Name, known);
            if (known is not { Origin: BudgetOrigins.File } || known.Budget != budget)
                Set(budget, BudgetOrigins.File, entry);
        }
    }

    private void Set(Budget budget, string origin, BudgetEntry entry)
    {
        bool isNew = !_budgets.ContainsKey(budget.Name);
        _budgets[budget.Name] = new BudgetReport(budget, Version, origin, entry.By, entry.At);
        Note(entry, budget.Name, isNew ? Created : Updated, Describe(budget));
    }

    private void Remove(string name, BudgetEntry entry)
    {
        if (_budgets.Remove(name))
            Note(entry, name, Deleted, null);
    }

    private void Note(BudgetEntry entry, string id, string change, string? detail)
    {
        _changes.Enqueue(new AuditRecord(entry.At, entry.By, What, id, change, detail));
        while (_changes.Count > AlertingLimits.AuditMax)
            _changes.Dequeue();
    }

    private static string Describe(Budget budget)
    {
        string metric = Words.Of(budget.Metric);
        string scope = Words.Of(budget.Scope);
        string off = budget.IsEnabled ? string.Empty : ", disabled";
        return string.Create(CultureInfo.InvariantCulture, $"{metric} of the {scope.Replace('_', ' ')} at most {budget.Limit}, endpoint {budget.Endpoint}, segment {budget.Segment}{off}");
    }
}
