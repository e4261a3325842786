using Pipeline.Protocol.Alerting;

namespace Pipeline.EndToEnd.Tests.Alerts;

/// <summary>What a receiver is told in the end, whatever fails meanwhile; and what nobody is told.</summary>
public sealed class AlertDeliveryTests
{
    [Fact]
    public async Task Outage_WithTheSiloKilledMeanwhile_EveryIncidentsLastStateArrivesUnderItsOwnId()
    {
        await using AlertScene scene = await AlertScene.StartAsync();
        scene.Target.Status = 500;
        await scene.FallIllAsync("/a");
        await scene.Silo.GetUntilAsync(
            $"/api/v1/webhooks/{scene.WebhookId}/deliveries", static page => page["deliveries"]!.AsArray().Any(static delivery => (int)delivery!["attempts"]! >= 2));
        await scene.KillAsync();

        // Nobody sends while the silo is gone: what came until now failed, and what comes from now on is taken.
        int failed = scene.Target.All.Count;
        scene.Target.Status = 204;
        await scene.ComeBackAsync();
        await scene.RecoverAsync("/a");
        await scene.FallIllAsync("/b");
        IncidentReport over = await scene.IncidentAsync("/a", static incident => incident.State == IncidentState.Resolved);
        IncidentReport open = await scene.IncidentAsync("/b", static incident => incident.State == IncidentState.Open);
        IReadOnlyList<AlertScene.Told> told = await scene.ToldAsync(all => LastOf(all, over) == "resolved" && LastOf(all, open) == "open");

        Assert.All(told.GroupBy(static message => message.Number), static attempts => Assert.Single(attempts.Select(static attempt => attempt.Id).Distinct()));
        Assert.All(told.GroupBy(static message => message.Id), static attempts => Assert.Single(attempts.Select(static attempt => attempt.Number).Distinct()));
        Assert.True(told.Take(failed).GroupBy(static message => message.Id).Any(static attempts => attempts.Count() > 1), "Nothing was repeated.");
        AlertScene.Told[] taken = [.. told.Skip(failed)];
        Assert.True(taken.First(message => message.Incident == over.Id).IsDelayed);
        Assert.Single(taken, message => message.Incident == open.Id && message.Type == "incident.opened");

        string? LastOf(IReadOnlyList<AlertScene.Told> all, IncidentReport incident) =>
            all.Skip(failed).Where(message => message.Incident == incident.Id).MaxBy(static message => message.Number)?.State;
    }

    [Fact]
    public async Task Snapshots_AllDeleted_NothingIsSentAgain()
    {
        await using AlertScene scene = await AlertScene.StartAsync();
        await scene.FallIllAsync("/a");
        await scene.FallIllAsync("/b");
        await scene.ToldAsync(static told => told.Count(static message => message.Type == "incident.opened") == 2);
        await scene.RecoverAsync("/b");
        await scene.ToldAsync(static told => told.Any(static message => message.Type == "incident.resolved"));
        await scene.Silo.GetUntilAsync($"/api/v1/webhooks/{scene.WebhookId}", static webhook => (int)webhook["pending"]! == 0);
        int before = scene.Target.All.Count;
        await scene.StopAsync();
        Assert.NotEqual(0, scene.DeleteSnapshots());
        await scene.ComeBackAsync();

        await AssertOnlyTheNextIsToldAsync(scene, before);
        Assert.Equal(IncidentState.Open, (await scene.IncidentAsync("/a", static _ => true)).State);
        Assert.Equal(IncidentState.Resolved, (await scene.IncidentAsync("/b", static _ => true)).State);
    }

    [Fact]
    public async Task Past_AHistoryAndASpoolOfHours_IsListedAsHistoricAndNotTold()
    {
        await using AlertScene scene = await AlertScene.StartAsync();
        await scene.SendPastAsync("/history", new DateTimeOffset(2015, 5, 17, 10, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds());
        await scene.SendPastAsync("/spool", AlertScene.Now - (3 * 3_600_000));

        Assert.All(await scene.IncidentsAsync("/history", static _ => true), static incident => Assert.Equal(IncidentState.Historic, incident.State));
        Assert.All(await scene.IncidentsAsync("/spool", static _ => true), static incident => Assert.Equal(IncidentState.Historic, incident.State));
        await AssertOnlyTheNextIsToldAsync(scene, 0);
    }

    /// <summary>Messages have their order: whatever else was to be told would come before what happens now.</summary>
    private static async Task AssertOnlyTheNextIsToldAsync(AlertScene scene, int before)
    {
        await scene.FallIllAsync("/next");
        IncidentReport next = await scene.IncidentAsync("/next", static incident => incident.Opened is not null);
        IReadOnlyList<AlertScene.Told> told = await scene.ToldAsync(all => all.Skip(before).Any(message => message.Incident == next.Id));
        Assert.All(told.Skip(before), message => Assert.Equal(next.Id, message.Incident));
    }
}
