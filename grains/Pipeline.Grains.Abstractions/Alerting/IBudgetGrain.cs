using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Abstractions.Alerting;

/// <summary>All budgets of the installation: keeps them, and says which are in effect.</summary>
/// <remarks>Everything it knows is a function of the entries of its stream. Calls interleave.</remarks>
public interface IBudgetGrain : IGrainWithStringKey
{
    /// <summary>The key of the one there is.</summary>
    const string Key = "budgets";

    /// <summary>All budgets; null if they are of that version still.</summary>
    /// <param name="knownVersion">The version that the caller has; null if it has none.</param>
    [AlwaysInterleave]
    Task<Json<BudgetPage>?> ListAsync(long? knownVersion);

    /// <summary>Sets one.</summary>
    /// <param name="budget">The budget, complete.</param>
    /// <param name="by">Who.</param>
    /// <param name="version">Only if it is of this version still, 0 if it must not exist; null for any.</param>
    [AlwaysInterleave]
    Task<ChangeAnswer<BudgetReport>> PutAsync(Json<Budget> budget, string by, long? version);

    /// <summary>Removes one. One of the defaults stays away, too.</summary>
    [AlwaysInterleave]
    Task<ChangeAnswer<BudgetReport>> DeleteAsync(string name, string by, long? version);

    /// <summary>Takes the budgets of the file, all of them: those it does not have any more are removed, and what they had overridden is back.</summary>
    /// <param name="budgets">What the file holds; null if only a fault is known.</param>
    /// <param name="fault">What is wrong with the file; then nothing but that is taken.</param>
    [AlwaysInterleave]
    Task ReplaceFileAsync(Json<BudgetList>? budgets, string? fault);

    /// <summary>Changes, the latest first; at most a thousand.</summary>
    [AlwaysInterleave]
    Task<Json<AuditPage>> ListChangesAsync();
}
