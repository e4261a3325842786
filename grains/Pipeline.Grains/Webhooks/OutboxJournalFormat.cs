using System.Diagnostics.CodeAnalysis;
using Pipeline.Alerting.Webhooks;
using Pipeline.Grains.Journals;

namespace Pipeline.Grains.Webhooks;

/// <summary>The stream of one webhook.</summary>
internal sealed class OutboxJournalFormat : IJournalFormat<Outbox, OutboxEntry>
{
    public Outbox Create() => new();

    public void Apply(Outbox state, OutboxEntry entry) => state.Apply(entry);

    public byte[] WriteEntry(OutboxEntry entry) => Outbox.Write(entry);

    public bool TryReadEntry(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out OutboxEntry? entry) => (entry = Outbox.Read(bytes)) is not null;

    public byte[] WriteSnapshot(Outbox state) => state.WriteSnapshot();

    public bool TryReadSnapshot(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Outbox? state) => (state = Outbox.ReadSnapshot(bytes)) is not null;
}
