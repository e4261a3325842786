using System.Diagnostics.CodeAnalysis;
using Pipeline.Alerting.Alerts;
using Pipeline.Grains.Journals;

namespace Pipeline.Grains.Alerting;

/// <summary>The stream of alerts.</summary>
internal sealed class AlertJournalFormat : IJournalFormat<AlertBook, AlertEntry>
{
    public AlertBook Create() => new();

    public void Apply(AlertBook state, AlertEntry entry) => state.Apply(entry);

    public byte[] WriteEntry(AlertEntry entry) => AlertEntryCodec.Write(entry);

    public bool TryReadEntry(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out AlertEntry? entry) => AlertEntryCodec.TryRead(bytes, out entry);

    public byte[] WriteSnapshot(AlertBook state) => state.WriteSnapshot();

    public bool TryReadSnapshot(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out AlertBook? state) => AlertBook.TryReadSnapshot(bytes, out state);
}
