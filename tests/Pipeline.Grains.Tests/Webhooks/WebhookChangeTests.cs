using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Tests.Webhooks;

/// <summary>Webhooks that are changed while they have something to send.</summary>
public sealed class WebhookChangeTests : WebhookScenario
{
    [Fact]
    public async Task Update_UrlPutRight_IsTriedAtOnce()
    {
        Transport.Answer = static sent => Task.FromResult(FakeTransport.Status(sent.Path == "/one" ? 503 : 200, TimeSpan.FromHours(5)));
        IWebhookGrain webhook = await CreateAsync("one");
        await TellAsync(webhook, "a");
        await AwaitAsync(async () => (await ListAsync(webhook, DeliveryState.Pending)) is [{ Attempts: 1 }]);

        WebhookRequest right = Request("one") with { Url = "https://example.org/right" };
        Assert.Equal(ChangeStatus.Applied, (await Directory.UpdateAsync(webhook.GetPrimaryKeyString(), Packed.Of(right), "ann", 1)).Status);

        // No time passes.
        await AwaitAsync(async () => (await ListAsync(webhook, DeliveryState.Delivered)).Count == 1);
        Assert.Equal(["/one", "/right"], Transport.Sent.Select(sent => sent.Path));
    }

    [Fact]
    public async Task Rotate_ForADay_SignsWithBothSecrets()
    {
        IWebhookGrain webhook = await CreateAsync("one");
        string id = webhook.GetPrimaryKeyString();
        WebhookSecretReport rotated = (await Directory.RotateAsync(id, "ann", 1)).Value!.Value.Read();
        Assert.Equal(2, rotated.Webhook.Version);
        Assert.NotNull(rotated.Webhook.RotatesUntil);

        // Another one now would end the overlap for receivers that know the first only.
        ChangeAnswer<WebhookSecretReport> again = await Directory.RotateAsync(id, "ann", 2);
        Assert.Equal(ChangeStatus.Conflict, again.Status);
        Assert.Contains("from 2026-01-02 00:", again.Detail, StringComparison.Ordinal);

        await webhook.TestAsync();
        await UntilAsync(() => Task.FromResult(Transport.Sent.Count == 1));
        Assert.Equal(2, Transport.Sent[0].Signature.Split(' ').Length);
        Assert.Equal("test", Transport.Sent[0].Type);

        Settings.Clock.Jump(Settings.Clock.GetUtcNow() + TimeSpan.FromHours(25));
        await webhook.TestAsync();
        await UntilAsync(() => Task.FromResult(Transport.Sent.Count == 2));
        Assert.Single(Transport.Sent[1].Signature.Split(' '));
        Assert.Null((await ReportAsync(webhook)).RotatesUntil);
        Assert.Equal(ChangeStatus.Applied, (await Directory.RotateAsync(id, "ann", 2)).Status);
    }

    [Fact]
    public async Task Delete_WithMessagesPending_SendsNothingAnyMore()
    {
        Transport.Answer = static _ => Task.FromResult(FakeTransport.Status(500));
        IWebhookGrain webhook = await CreateAsync("one");
        await TellAsync(webhook, "a");
        await UntilAsync(() => Task.FromResult(Transport.Sent.Count >= 1));

        Assert.Equal(ChangeStatus.Applied, (await Directory.DeleteAsync(webhook.GetPrimaryKeyString(), "ann", null)).Status);
        int before = Transport.Sent.Count;
        Assert.Null(await Directory.GetAsync(webhook.GetPrimaryKeyString()));
        Assert.Equal(7, await webhook.EnqueueAsync(Packed.Of(new NotificationBatch(1, [MadeUp.Notification(7, "b")], null))));
        Assert.Equal(ChangeStatus.NotFound, (await webhook.TestAsync()).Status);
        Assert.Empty(await ListAsync(webhook, null));
        // One that was on its way may have come to its end meanwhile.
        Assert.InRange(Transport.Sent.Count, before, before + 1);
    }

    [Fact]
    public async Task Directory_Changes_AreVersionedAuditedWithoutSecretsAndThereAfterACrash()
    {
        IWebhookGrain webhook = await CreateAsync("one");
        string id = webhook.GetPrimaryKeyString();
        Assert.Equal(ChangeStatus.Conflict, (await Directory.UpdateAsync(id, Packed.Of(Request("two")), "ben", 7)).Status);
        WebhookReport updated = (await Directory.UpdateAsync(id, Packed.Of(Request("two")), "ben", 1)).Value!.Value.Read();
        Assert.Equal((2, "two", "ben"), (updated.Version, updated.Name, updated.By));
        Assert.Equal(ChangeStatus.Invalid, (await Directory.UpdateAsync(id, Packed.Of(Request("two") with { Payload = WebhookPayload.Heartbeat }), "ben", 2)).Status);
        Assert.Equal(ChangeStatus.Invalid, (await Directory.CreateAsync(Packed.Of(Request("three") with { Url = "http://example.org" }), "ben")).Status);
        Assert.Equal(ChangeStatus.NotFound, (await Directory.RotateAsync("0000000000000000", "ben", null)).Status);

        await Cluster.DeactivateAsync(Directory);

        AuditPage changes = (await Directory.ListChangesAsync()).Read();
        Assert.Equal([("ben", "updated"), ("ann", "created")], changes.Changes.Select(change => (change.By, change.Change)));
        Assert.DoesNotContain("whsec_", string.Concat(changes.Changes), StringComparison.Ordinal);
        Assert.Equal("two", Assert.Single((await Directory.ListAsync()).Read().Webhooks).Name);
    }
}
