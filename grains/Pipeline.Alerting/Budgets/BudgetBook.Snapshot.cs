using Pipeline.Core.Packing;

namespace Pipeline.Alerting.Budgets;

/// <summary>The book, and its entries, as bytes: JSON, since they are rare and small.</summary>
public sealed partial class BudgetBook
{
    /// <summary>An entry as bytes.</summary>
    public static byte[] Write(BudgetEntry entry) => JsonBytes.Write(entry, BudgetJsonContext.Default.BudgetEntry);

    /// <summary>Reads an entry; null if it is none that this program knows.</summary>
    public static BudgetEntry? Read(ReadOnlySpan<byte> bytes) =>
        JsonBytes.Read(bytes, BudgetJsonContext.Default.BudgetEntry) is { Format: BudgetEntry.CurrentFormat } entry ? entry : null;

    /// <summary>All of it as bytes.</summary>
    public byte[] WriteSnapshot() => JsonBytes.Write(ToState(), BudgetJsonContext.Default.BudgetBookState);

    /// <summary>Reads a snapshot; null if it is none that this program knows.</summary>
    public static BudgetBook? ReadSnapshot(ReadOnlySpan<byte> bytes)
    {
        BudgetBookState? state = JsonBytes.Read(bytes, BudgetJsonContext.Default.BudgetBookState);
        if (state is not { Format: BudgetEntry.CurrentFormat, Budgets: not null, Overridden: not null, DefaultsGiven: not null, Changes: not null })
            return null;
        try
        {
            return new BudgetBook(state);
        }
        catch (ArgumentException)
        {
            // Two of one name: damaged. The stream has everything.
            return null;
        }
    }
}
