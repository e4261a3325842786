using System.Globalization;
using Pipeline.Alerting.Messages;
using Pipeline.Alerting.Webhooks;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Webhooks;

/// <summary>What people ask of it.</summary>
public sealed partial class WebhookGrain
{
    private const string IsOff = "The webhook is switched off: it sends nothing.";

    public Task<Json<WebhookReport>> DescribeAsync(Json<WebhookReport> report)
    {
        WebhookReport described = Outbox.Describe(report.Read());
        return Task.FromResult(Packed.Of(_lastPushTaken > (described.LastSuccess ?? 0) ? described with { LastSuccess = _lastPushTaken } : described));
    }

    public Task<Json<WebhookDeliveryPage>> ListDeliveriesAsync(DeliveryState? state, int limit, string? after)
    {
        long? before = long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out long sequence) ? sequence : null;
        IReadOnlyList<OutboxMessage> messages = Outbox.List(state, limit + 1, before);
        string? next = messages.Count > limit ? messages[limit - 1].Sequence.ToString(CultureInfo.InvariantCulture) : null;
        return Task.FromResult(Packed.Of(new WebhookDeliveryPage([.. messages.Take(limit).Select(message => message.Describe())], NowUnixMs, next)));
    }

    public Task<ChangeAnswer<WebhookReplayReport>> TestAsync() => ChangeAsync(now =>
    {
        if (Outbox.Pending.Count(message => message.Type == OutboxMessage.Test) >= OutboxLimits.PendingTestsMax)
            return (Packed.Refused<WebhookReplayReport>(ChangeStatus.Overloaded, $"{OutboxLimits.PendingTestsMax} tests wait already."), null);
        string id = MessageSigning.MessageId(Id, $"test-{Guid.NewGuid():N}");
        return (Packed.Applied(new WebhookReplayReport([id])), new OutboxEntry.TestAsked(now, id));
    });

    public Task<ChangeAnswer<WebhookReplayReport>> ReplayAsync(string? messageId) => ChangeAsync(now =>
    {
        OutboxMessage? only = messageId is null ? null : Outbox.Find(messageId);
        if (messageId is not null && only is null)
            return (Packed.Refused<WebhookReplayReport>(ChangeStatus.NotFound, $"There is no message '{messageId}', or not any more."), null);
        if (only is { State: not DeliveryState.Dead })
            return (Packed.Refused<WebhookReplayReport>(ChangeStatus.Invalid, $"Message '{messageId}' is {Words.Of(only.State)}: only one that was given up is sent once more."), null);
        IReadOnlyList<string> ids = only is null ? [.. Outbox.Dead.Select(message => message.Id)] : [only.Id];
        IReadOnlyList<string> outdated = Outbox.FindOutdated(ids);
        WebhookReplayReport report = outdated.Count == 0 ? new(ids) : new([.. ids.Except(outdated)], outdated);
        return (Packed.Applied(report), ids.Count == 0 ? null : new OutboxEntry.Replayed(now, ids));
    });

    private async Task<ChangeAnswer<WebhookReplayReport>> ChangeAsync(Func<long, (ChangeAnswer<WebhookReplayReport> Answer, OutboxEntry? Entry)> change)
    {
        ChangeAnswer<WebhookReplayReport>? answer = null;
        try
        {
            await CommitAsync(() =>
            {
                if (_subscription is null)
                {
                    answer = Packed.Refused<WebhookReplayReport>(ChangeStatus.NotFound, $"There is no webhook '{Id}'.");
                    return [];
                }

                if (!Outbox.IsOn)
                {
                    answer = Packed.Refused<WebhookReplayReport>(ChangeStatus.Invalid, IsOff);
                    return [];
                }

                (answer, OutboxEntry? entry) = change(NowUnixMs);
                return entry is null ? [] : [entry];
            });
        }
        catch (LogOverloadedException exception)
        {
            return Packed.Refused<WebhookReplayReport>(ChangeStatus.Overloaded, exception.Message);
        }
        catch (InvalidOperationException exception)
        {
            return Packed.Refused<WebhookReplayReport>(ChangeStatus.Unavailable, exception.Message);
        }

        Pump();
        return answer!;
    }
}
