using Pipeline.Alerting.Alerts;
using Pipeline.Protocol.Alerting;
using static Pipeline.Alerting.Tests.MadeUp;

namespace Pipeline.Alerting.Tests.Alerts;

/// <summary>What becomes of an alert.</summary>
public sealed class AlertLifeTests
{
    private readonly BookDriver _driver = new();

    private AlertReport TheAlert => Assert.Single(_driver.TheIncident.Alerts);

    [Fact]
    public void Report_WhatPages_FiresAtOnceAndIsResolvedAfterItStayedAway()
    {
        Finding finding = Anomaly("1", "/recommend", _driver.Now);
        _driver.Report(finding);

        Assert.Equal((AlertState.Firing, IncidentState.Open), (TheAlert.State, _driver.TheIncident.State));
        _driver.PassSeconds(100);
        _driver.Report(finding.Over(_driver.Now));
        Assert.Equal(AlertState.Firing, TheAlert.State);
        _driver.PassSeconds(31);
        Assert.Equal((AlertState.Resolved, IncidentState.Resolved), (TheAlert.State, _driver.TheIncident.State));
        Assert.Equal([NotificationType.Opened, NotificationType.Resolved], _driver.Told);
    }

    [Fact]
    public void Report_ATicketThatGoesAwayWhilePending_TellsNobody()
    {
        Finding finding = Budget("1", "/recommend", _driver.Now);
        _driver.Report(finding);
        Assert.Equal(AlertState.Pending, TheAlert.State);
        _driver.PassSeconds(20);
        _driver.Report(finding.Over(_driver.Now));
        _driver.PassSeconds(3_600);

        Assert.Equal(AlertState.Resolved, TheAlert.State);
        Assert.Null(TheAlert.Fired);
        Assert.Empty(_driver.Told);
    }

    [Fact]
    public void Report_ATicketThatStays_FiresAfterItsTime()
    {
        _driver.Report(Budget("1", "/recommend", _driver.Now));
        _driver.PassSeconds(29);
        Assert.Empty(_driver.Told);
        _driver.PassSeconds(4);
        Assert.Equal(NotificationType.Opened, Assert.Single(_driver.Told));
        Assert.Equal((AlertSeverity.Ticket, "team-a"), (_driver.LastTold.Incident.Severity, Assert.Single(_driver.LastTold.Incident.Owners)));
    }

    [Fact]
    public void Report_TheSameAgainBeforeItIsResolved_GoesOnWithoutAWord()
    {
        Finding first = Anomaly("1", "/recommend", _driver.Now);
        _driver.Report(first);
        _driver.PassSeconds(60);
        _driver.Report(first.Over(_driver.Now));
        _driver.PassSeconds(20);
        _driver.Report(Anomaly("2", "/recommend", _driver.Now));
        _driver.PassSeconds(100);
        // What is said of the first one later changes nothing of the second.
        _driver.Report(first.Over(_driver.Now - 100_000) with { End = "marked_normal" });
        _driver.PassSeconds(100);

        Assert.Equal(AlertState.Firing, TheAlert.State);
        Assert.Equal("2", TheAlert.Finding.Id);
        Assert.Single(_driver.Told);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 16)]
    public void Report_WhatIsLongPast_IsRecordedAndTellsNobody(bool isHistoric, int minutesAgo)
    {
        Finding finding = Anomaly("1", "/recommend", _driver.Now - (minutesAgo * 60_000L)) with { IsHistoric = isHistoric };
        _driver.Report(finding);
        _driver.Report(finding.Over(_driver.Now - (minutesAgo * 60_000L)));
        _driver.Pass(TimeSpan.FromDays(3));

        Assert.Equal((AlertState.Historic, IncidentState.Historic), (TheAlert.State, _driver.TheIncident.State));
        Assert.Empty(_driver.Told);
        Assert.Empty(_driver.Incidents(isOpen: true));
    }

    [Fact]
    public void Report_WhatWasLongPastAndStillGoesOn_FiresWhenItReachesThePresent()
    {
        Finding finding = Anomaly("1", "/recommend", _driver.Now - 3_600_000) with { IsHistoric = true };
        _driver.Report(finding);
        _driver.PassSeconds(10);
        _driver.Report(finding with { Last = _driver.Now, IsHistoric = false });
        _driver.PassSeconds(5);

        Assert.Equal(NotificationType.Opened, Assert.Single(_driver.Told));
    }

    [Fact]
    public void Report_TwiceWithOneRevision_ChangesNothing()
    {
        FindingsUpdate update = new("endpoint//x", 7, [Anomaly("1", "/recommend", _driver.Now)]);
        _driver.Apply(_driver.Entry() with { Findings = [update] });
        byte[] before = _driver.Book.WriteSnapshot();
        _driver.Apply(_driver.Entry() with { Findings = [update] });
        _driver.Apply(_driver.Entry() with { Findings = [update with { Revision = 6 }] });

        Assert.Equal(before, _driver.Book.WriteSnapshot());
        Assert.Equal(7, _driver.Book.MarkOf("endpoint//x"));
    }

    [Fact]
    public void Pass_ADayWithoutAWord_IsStaleAndNotResolved()
    {
        _driver.Report(Anomaly("1", "/recommend", _driver.Now));
        _driver.PassSeconds(60);
        _driver.Report(NoData("2", "/other", _driver.Now));
        _driver.Pass(TimeSpan.FromHours(23));
        Assert.All(_driver.Incidents(), incident => Assert.Equal(IncidentState.Open, incident.State));
        _driver.Pass(TimeSpan.FromHours(2));

        Assert.All(_driver.Incidents(), incident => Assert.Equal(IncidentState.Stale, incident.State));
        Assert.Equal(2, _driver.Told.Count(type => type == NotificationType.Stale));
        Assert.DoesNotContain(NotificationType.Resolved, _driver.Told);
    }

    [Fact]
    public void Report_OneThatWasStaleAndIsSeenAgain_FiresAgain()
    {
        Finding finding = Budget("1", "/nightly", _driver.Now) with { Severity = AlertSeverity.Page };
        _driver.Report(finding);
        _driver.Pass(TimeSpan.FromHours(25));
        Assert.Equal([NotificationType.Opened, NotificationType.Stale], _driver.Told);
        // The job runs once more and breaks it again: its finding has never ended.
        _driver.Report(finding with { Last = _driver.Now });
        _driver.PassSeconds(5);

        Assert.Equal([NotificationType.Opened, NotificationType.Stale, NotificationType.Opened], _driver.Told);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Apply_ResumedTwoDaysLater_WhatNobodyWasToldOfIsHistoric(bool isTicket)
    {
        _driver.Report(isTicket ? Budget("1", "/recommend", _driver.Now) : Anomaly("1", "/recommend", _driver.Now));
        BookDriver later = new();
        later.Pass(TimeSpan.FromDays(2));
        _driver.Apply(_driver.Entry() with { At = later.Now, IsResumed = true });
        _driver.Pass(TimeSpan.FromDays(3));

        Assert.Empty(_driver.Told);
        Assert.Equal(IncidentState.Historic, _driver.TheIncident.State);
    }

    [Fact]
    public void Apply_AClockThatRanAheadAndWasPutRight_FindingsAreLiveAgain()
    {
        Finding finding = Anomaly("1", "/recommend", _driver.Now);
        _driver.Report(finding);
        _driver.PassSeconds(5);
        // A day ahead for a moment.
        _driver.Apply(_driver.Entry() with { At = _driver.Now + 86_400_000, IsTick = true });
        int told = _driver.Told.Count;
        _driver.Report(Anomaly("2", "/checkout", _driver.Now, Calls("other", 9, 1)));
        _driver.PassSeconds(5);

        Assert.Equal(told + 1, _driver.Told.Count);
        Assert.Equal((NotificationType.Opened, "/checkout"), (_driver.LastTold.Type, _driver.LastTold.Incident.Endpoints[0]));
    }

    [Fact]
    public void Report_MoreThanThereIsRoomFor_ForgetsTheOldestThatAreOverAndCountsTheRest()
    {
        for (int index = 0; index < AlertingLimits.IncidentsMax + 10; index++)
            _driver.Report(Anomaly($"old-{index}", $"/old-{index}", _driver.Now - 3_600_000, Calls($"op-{index}", 9, 1)) with { IsHistoric = true });
        _driver.Report(Anomaly("new", "/new", _driver.Now));

        Assert.Equal(AlertingLimits.IncidentsMax, _driver.Book.ListIncidents(new AlertQuery(null, null, null, null, null, null, null, null, 10_000, null), 0).Incidents.Count);
        Assert.Single(_driver.Incidents(isOpen: true));
        Assert.Equal(0, _driver.Book.FindingsLeftOut);
    }
}
