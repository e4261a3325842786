using Pipeline.Alerting.Webhooks;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Tests.Webhooks;

/// <summary>What holds whatever a target answers, and whenever.</summary>
public sealed class OutboxPropertyTests
{
    private static readonly int?[] s_answers = [200, 204, 500, 503, null, 429, 400, 302];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void AnyInterleaving_OfTransitionsAndAnswers_KeepsWhatIsPromised(int seed)
    {
        Random random = new(seed);
        Outbox outbox = OutboxDriver.On();
        List<OutboxEntry> entries = [new OutboxEntry.Configured(OutboxDriver.Start, 0, true)];
        List<long> starts = [];
        Dictionary<string, long> latest = [];
        Dictionary<string, long> lastSent = [];
        Dictionary<string, string> idOfTransition = [];
        long now = OutboxDriver.Start;
        long number = 0;
        int digests = 0;
        long delivered = 0;
        double goodness = random.NextDouble();

        for (int turn = 0; turn < 400 || outbox.Pending.Count > 0; turn++)
        {
            Assert.True(turn < 20_000, "It must end.");
            if (turn < 400 && random.Next(3) == 0)
                Tell(random.Next(1, 9));
            else
                Act();
        }

        // Each is over in one way, and of each incident the latest that is known was delivered or is dead.
        long dead = outbox.Dead.Count + outbox.Standing.DroppedDead;
        long over = delivered + dead + outbox.Standing.Superseded;
        Assert.Equal(outbox.Standing.LastSequence, over);
        Assert.Equal(outbox.Standing.GivenUp, dead);
        foreach ((string incident, long latestNumber) in latest)
        {
            bool isDelivered = lastSent.GetValueOrDefault(incident) == latestNumber;
            bool isDead = outbox.Dead.Any(message => message.Notifications.Any(part => part.Incident.Id == incident && part.Number == latestNumber));
            Assert.True(isDelivered ^ isDead || outbox.Standing.DroppedDead > 0, $"{incident} at {latestNumber}: delivered {isDelivered}, dead {isDead}");
        }

        // The log gives the same.
        Outbox replayed = new();
        foreach (OutboxEntry entry in entries)
            replayed.Apply(Outbox.Read(Outbox.Write(entry))!);
        Assert.Equal(outbox.WriteSnapshot(), replayed.WriteSnapshot());

        void Tell(int count)
        {
            Notification[] told = [.. Enumerable.Range(0, count).Select(_ => MadeUp.Notification(++number, $"i{random.Next(12)}", (NotificationType)random.Next(1, 7)))];
            foreach (Notification notification in told)
                latest[notification.Incident.Id] = notification.Number;
            foreach (OutboxEntry entry in OutboxIntake.Plan(outbox, OutboxDriver.Webhook(), OutboxDriver.Batch(told), now))
                Apply(entry);
        }

        void Act()
        {
            OutboxStep step = outbox.Next(now);
            if (step.Digest.Count > 0)
                Apply(new OutboxEntry.Digested(now, $"msg_digest{++digests}", step.Digest));
            else if (step.Message is { } message)
                Send(message);
            else if (step.WakeAt is { } wake)
                now = Math.Max(now, wake);
            else
                now += random.Next(30_000);
        }

        void Send(OutboxMessage message)
        {
            starts.Add(now);
            Assert.True(starts.Count(start => start > now - 60_000) <= OutboxLimits.MessagesPerMinute, "Too many in a minute.");
            foreach (Notification part in message.Notifications)
            {
                // A later one of the incident was not sent before, and none that is earlier waits.
                Assert.True(lastSent.GetValueOrDefault(part.Incident.Id) < part.Number, "The order of an incident's messages.");
                Assert.DoesNotContain(outbox.Pending, other => other.Id != message.Id && other.Notifications.Any(theirs => theirs.Incident.Id == part.Incident.Id && theirs.Number < part.Number));
                if (message.IsTransition)
                    Assert.Equal(message.Id, idOfTransition.TryGetValue(part.TransitionId, out string? before) ? before : idOfTransition[part.TransitionId] = message.Id);
            }

            int? status = random.NextDouble() < goodness ? 200 : s_answers[random.Next(s_answers.Length)];
            TimeSpan? retryAfter = status is 429 or 503 && random.Next(2) == 0 ? TimeSpan.FromSeconds(random.Next(200)) : null;
            OutboxEntry.Attempted attempted = outbox.Attempt(message, status, now, retryAfter);
            entries.Add(attempted);
            if (attempted.Outcome == AttemptOutcome.Delivered)
            {
                delivered++;
                foreach (Notification part in message.Notifications)
                    lastSent[part.Incident.Id] = part.Number;
            }

            now += random.Next(2_000);
        }

        void Apply(OutboxEntry entry)
        {
            entries.Add(entry);
            outbox.Apply(entry);
        }
    }
}
