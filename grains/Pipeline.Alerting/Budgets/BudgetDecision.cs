namespace Pipeline.Alerting.Budgets;

/// <summary>What is to become of a change.</summary>
/// <param name="Refusal">Why it is not made; <see cref="BudgetRefusal.None"/> if it is.</param>
/// <param name="Detail">For people: why.</param>
/// <param name="Entry">What to append; null if nothing would change.</param>
public sealed record BudgetDecision(BudgetRefusal Refusal, string? Detail, BudgetEntry? Entry)
{
    /// <summary>It is as wanted already.</summary>
    public static readonly BudgetDecision Nothing = new(BudgetRefusal.None, null, null);

    internal static BudgetDecision Of(BudgetEntry entry) => new(BudgetRefusal.None, null, entry);

    internal static BudgetDecision Refuse(BudgetRefusal refusal, string detail) => new(refusal, detail, null);
}
