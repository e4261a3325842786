using System.Diagnostics.CodeAnalysis;
using Pipeline.Alerting.Budgets;
using Pipeline.Grains.Journals;

namespace Pipeline.Grains.Budgets;

/// <summary>The stream of budgets.</summary>
internal sealed class BudgetJournalFormat : IJournalFormat<BudgetBook, BudgetEntry>
{
    public BudgetBook Create() => new();

    public void Apply(BudgetBook state, BudgetEntry entry) => state.Apply(entry);

    public byte[] WriteEntry(BudgetEntry entry) => BudgetCodec.Write(entry);

    public bool TryReadEntry(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out BudgetEntry? entry) => BudgetCodec.TryRead(bytes, out entry);

    public byte[] WriteSnapshot(BudgetBook state) => BudgetCodec.Write(state);

    public bool TryReadSnapshot(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out BudgetBook? state) => BudgetCodec.TryRead(bytes, out state);
}
