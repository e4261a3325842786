using System.Security.Cryptography;
using Pipeline.Alerting;
using Pipeline.Alerting.Messages;
using Pipeline.Alerting.Webhooks;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Grains.Journals;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Webhooks;

/// <summary>Changes of webhooks: judged and made durable one after the other, then told to the webhook.</summary>
public sealed partial class WebhookDirectoryGrain
{
    private const string NoNumber = "The alerts do not answer, so it is not known from which transition on it is told.";

    public async Task<ChangeAnswer<WebhookSecretReport>> CreateAsync(Json<WebhookRequest> request, string by)
    {
        WebhookRequest asked = request.Read();
        if (WebhookRules.FindFault(asked, null, transport.FindFault) is { } fault)
            return Packed.Refused<WebhookSecretReport>(ChangeStatus.Invalid, fault);
        if (await FindNextNumberAsync(asked.Name) is not { } number)
            return Packed.Refused<WebhookSecretReport>(ChangeStatus.Unavailable, NoNumber);
        return await ChangeAsync(
            () =>
            {
                if (Book.Count >= AlertingLimits.WebhooksMax)
                    return (ChangeStatus.Overloaded, $"There are {AlertingLimits.WebhooksMax} webhooks already: delete one first.", null);
                long now = NowUnixMs;
                WebhookPayload payload = asked.Payload ?? WebhookPayload.Pipeline;
                WebhookSubscription webhook = new(
                    Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)),
                    1,
                    asked.Name!,
                    asked.Url!,
                    payload,
                    asked.Filter ?? new WebhookFilter(),
                    payload == WebhookPayload.Heartbeat ? asked.HeartbeatSeconds ?? WebhookRules.HeartbeatSecondsDefault : 0,
                    asked.IsEnabled ?? true,
                    null,
                    MessageSigning.CreateSecret(),
                    null,
                    null,
                    number,
                    by,
                    now);
                return (ChangeStatus.Applied, null, new WebhookEntry.Set(now, by, webhook, "created"));
            },
            ReportSecretAsync);
    }

    public async Task<ChangeAnswer<WebhookReport>> UpdateAsync(string id, Json<WebhookRequest> request, string by, long? version)
    {
        WebhookRequest asked = request.Read();
        if (Book.Find(id) is not { } known)
            return Packed.Refused<WebhookReport>(ChangeStatus.NotFound, UnknownOf(id));
        if (WebhookRules.FindFault(asked, known.Payload, transport.FindFault) is { } fault)
            return Packed.Refused<WebhookReport>(ChangeStatus.Invalid, fault);
        bool isEnabled = asked.IsEnabled ?? true;
        long? number = isEnabled && !known.IsEnabled ? await FindNextNumberAsync(asked.Name) : known.FirstNumber;
        if (number is null)
            return Packed.Refused<WebhookReport>(ChangeStatus.Unavailable, NoNumber);
        return await ChangeAsync(
            () => Judge(id, version, webhook => webhook with
            {
                Name = asked.Name!,
                Url = asked.Url!,
                Filter = asked.Filter ?? new WebhookFilter(),
                HeartbeatSeconds = webhook.Payload == WebhookPayload.Heartbeat ? asked.HeartbeatSeconds ?? WebhookRules.HeartbeatSecondsDefault : 0,
                IsEnabled = isEnabled,
                DisabledReason = null,
                FirstNumber = Math.Max(number.Value, webhook.FirstNumber),
            }, by, "updated"),
            DescribeAsync);
    }

    public async Task<ChangeAnswer<WebhookReport>> DeleteAsync(string id, string by, long? version)
    {
        WebhookReport? removed = null;
        ChangeAnswer<WebhookReport> answer = await ChangeAsync(
            () =>
            {
                (ChangeStatus status, string? detail, _) = Judge(id, version, static webhook => webhook, by, "deleted");
                if (status != ChangeStatus.Applied)
                    return (status, detail, null);
                removed = WebhookBook.Report(Book.Find(id)!, NowUnixMs);
                return (status, null, new WebhookEntry.Deleted(NowUnixMs, by, id));
            },
            _ => Task.FromResult(removed!));
        if (answer.Status == ChangeStatus.Applied)
            await PushRemovalAsync(id);
        return answer;
    }

    public Task<ChangeAnswer<WebhookSecretReport>> RotateAsync(string id, string by, long? version) => ChangeAsync(
        () => FindOverlap(id) ?? Judge(id, version, webhook => webhook with
        {
            Secret = MessageSigning.CreateSecret(),
            PreviousSecret = webhook.Secret,
            PreviousUntil = NowUnixMs + (long)WebhookRules.RotationOverlap.TotalMilliseconds,
        }, by, "rotated"),
        ReportSecretAsync);

    public async Task DisableAsync(string id, string reason)
    {
        // Nothing to do if it is off or gone already.
        if (Book.Find(id) is not { IsEnabled: true })
            return;
        await ChangeAsync(
            () => Judge(id, null, webhook => webhook with { IsEnabled = false, DisabledReason = reason }, "pipeline", "disabled"),
            static webhook => Task.FromResult(WebhookBook.Report(webhook, webhook.At)));
    }

    /// <summary>While messages are signed with the secret of before, receivers may know no other: a third would take that from them.</summary>
    private (ChangeStatus Status, string? Detail, WebhookEntry? Entry)? FindOverlap(string id)
    {
        if (Book.Find(id) is not { PreviousUntil: { } until } || until <= NowUnixMs)
            return null;
        return (
            ChangeStatus.Conflict,
            $"Webhook '{id}' was given another secret less than {WebhookRules.RotationOverlap.TotalHours:0} hours ago, and receivers may still go by the one before: "
                + $"it can be given the next from {DateTimeOffset.FromUnixTimeMilliseconds(until):yyyy-MM-dd HH:mm:ss} UTC on.",
            null);
    }

    private (ChangeStatus Status, string? Detail, WebhookEntry? Entry) Judge(
        string id, long? version, Func<WebhookSubscription, WebhookSubscription> change, string by, string word)
    {
        if (Book.Find(id) is not { } webhook)
            return (ChangeStatus.NotFound, UnknownOf(id), null);
        if (version is { } expected && expected != webhook.Version)
            return (ChangeStatus.Conflict, $"Webhook '{id}' is at version {webhook.Version}, not {expected}: read it again.", null);
        long now = NowUnixMs;
        return (ChangeStatus.Applied, null, new WebhookEntry.Set(now, by, change(webhook) with { Version = webhook.Version + 1, By = by, At = now }, word));
    }

    /// <param name="judge">What is to be done, in the light of everything before it.</param>
    /// <param name="report">What is answered of the webhook that was made or changed.</param>
    private async Task<ChangeAnswer<T>> ChangeAsync<T>(
        Func<(ChangeStatus Status, string? Detail, WebhookEntry? Entry)> judge, Func<WebhookSubscription, Task<T>> report)
        where T : class
    {
        ChangeStatus status = default;
        string? detail = null;
        WebhookEntry? entry = null;
        JournalStatus written = await _journal.CommitAsync(_ =>
        {
            (status, detail, entry) = judge();
            return entry;
        });
        if (written != JournalStatus.Done)
            return written.Refuse<T>();
        if (entry is null)
            return Packed.Refused<T>(status, detail!);
        if (entry is not WebhookEntry.Set { Subscription: { } webhook })
            return Packed.Applied(await report(null!));
        await PushAsync(webhook);
        return Packed.Applied(await report(webhook));
    }

    private async Task<long?> FindNextNumberAsync(string? name)
    {
        try
        {
            return await alerts.GetNextNumberAsync();
        }
        catch (Exception exception)
        {
            LogNumberUnknown(exception, name);
            return null;
        }
    }

    private async Task<WebhookSecretReport> ReportSecretAsync(WebhookSubscription webhook) => new(await DescribeAsync(webhook), webhook.Secret);

    private static string UnknownOf(string id) => $"There is no webhook '{id}'.";
}
