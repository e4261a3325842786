using Pipeline.Protocol.Events;

namespace Pipeline.Detection.Budgets;

/// <summary>What a budget was broken by: an operation, or the calls themselves, which have no name.</summary>
/// <param name="Operation">The operation's name; empty for the calls themselves.</param>
/// <param name="Kind">Its kind.</param>
internal readonly record struct BudgetSubject(string Operation, OperationKind Kind) : IComparable<BudgetSubject>
{
    public static readonly BudgetSubject Calls = new(string.Empty, OperationKind.Function);

    public bool IsOperation => Operation.Length > 0;

    public int CompareTo(BudgetSubject other)
    {
        int order = string.CompareOrdinal(Operation, other.Operation);
        return order != 0 ? order : Kind.CompareTo(other.Kind);
    }
}
