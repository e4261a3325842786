using System.Diagnostics.CodeAnalysis;
using Pipeline.Alerting.Webhooks;
using Pipeline.Grains.Journals;

namespace Pipeline.Grains.Webhooks;

/// <summary>The stream of all webhooks.</summary>
internal sealed class WebhookJournalFormat : IJournalFormat<WebhookBook, WebhookEntry>
{
    public WebhookBook Create() => new();

    public void Apply(WebhookBook state, WebhookEntry entry) => state.Apply(entry);

    public byte[] WriteEntry(WebhookEntry entry) => WebhookBook.Write(entry);

    public bool TryReadEntry(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out WebhookEntry? entry) => (entry = WebhookBook.Read(bytes)) is not null;

    public byte[] WriteSnapshot(WebhookBook state) => state.WriteSnapshot();

    public bool TryReadSnapshot(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out WebhookBook? state) => (state = WebhookBook.ReadSnapshot(bytes)) is not null;
}
