using System.Diagnostics.CodeAnalysis;
using Pipeline.Core.Packing;

namespace Pipeline.Alerting.Budgets;

/// <summary>Entries and snapshots of the stream <c>budgets</c> as bytes: JSON, since they are rare and small.</summary>
public static class BudgetCodec
{
    public static byte[] Write(BudgetEntry entry) => JsonBytes.Write(entry, BudgetJsonContext.Default.BudgetEntry);

    /// <summary>Reads an entry; false if it is none that this program knows.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out BudgetEntry? entry)
    {
        entry = JsonBytes.Read(bytes, BudgetJsonContext.Default.BudgetEntry);
        return entry is { Format: BudgetEntry.CurrentFormat };
    }

    public static byte[] Write(BudgetBook book)
    {
        ArgumentNullException.ThrowIfNull(book);
        return JsonBytes.Write(book.ToState(), BudgetJsonContext.Default.BudgetBookState);
    }

    /// <summary>Reads a snapshot; false if it is none that this program knows.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out BudgetBook? book)
    {
        book = null;
        try
        {
            BudgetBookState? state = JsonBytes.Read(bytes, BudgetJsonContext.Default.BudgetBookState);
            if (state is { Format: BudgetEntry.CurrentFormat, Budgets: not null, Overridden: not null, DefaultsGiven: not null, Changes: not null })
                book = new BudgetBook(state);
        }
        catch (ArgumentException)
        {
            // Damaged, or of a later program: the stream has everything.
        }

        return book is not null;
    }
}
