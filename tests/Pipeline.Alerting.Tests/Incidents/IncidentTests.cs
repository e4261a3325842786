using Pipeline.Alerting.Alerts;
using Pipeline.Protocol.Alerting;
using static Pipeline.Alerting.Tests.MadeUp;

namespace Pipeline.Alerting.Tests.Incidents;

/// <summary>What belongs together, what is named first, and what is told of it.</summary>
public sealed class IncidentTests
{
    private readonly BookDriver _driver = new();

    [Fact]
    public void Report_ABudgetAndAnAnomalyOfOneCause_AreOneIncidentAndOneMessage()
    {
        _driver.Report(Budget("b", "/recommend", _driver.Now));
        _driver.PassSeconds(10);
        _driver.Report(Anomaly("a", "/recommend", _driver.Now));
        _driver.PassSeconds(600);

        Assert.Equal(NotificationType.Opened, Assert.Single(_driver.Told));
        IncidentReport incident = _driver.TheIncident;
        Assert.Equal((2, AlertSeverity.Page), (incident.AlertCount, incident.Severity));
        IncidentCause cause = incident.Causes[0];
        Assert.Equal(("json.dumps", "calls-per-event", 847d, 3d, 100d), (cause.Name, cause.Budget, cause.Cause.Observed, cause.Cause.Expected, cause.Cause.Limit));
        Assert.Contains("budget `calls-per-event` is broken, too", incident.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_ABudgetAndAnAnomalyOfOneCauseLongPast_AreOneHistoricIncident()
    {
        long past = _driver.Now - 7_200_000;
        _driver.Report(Budget("b", "/recommend", past) with { IsHistoric = true });
        _driver.Report(Anomaly("a", "/recommend", past) with { IsHistoric = true });
        _driver.Report(Anomaly("later", "/recommend", past + 3_600_000) with { IsHistoric = true });
        _driver.Report(Anomaly("other", "/search", past) with { IsHistoric = true });
        _driver.PassSeconds(600);

        Assert.Empty(_driver.Told);
        Assert.All(_driver.Incidents(isOpen: false), static incident => Assert.Equal(IncidentState.Historic, incident.State));
        Assert.Equal([1, 1, 2], _driver.Incidents(isOpen: false).Select(static incident => incident.AlertCount).Order());
    }

    [Fact]
    public void Report_OnlySymptomsBesideABrokenBudget_NameTheBudgetsOperationFirst()
    {
        _driver.Report(Budget("b", "/recommend", _driver.Now));
        _driver.PassSeconds(600);
        _driver.Report(Anomaly("a", "/recommend", _driver.Now, Symptom()));
        _driver.PassSeconds(5);

        IncidentReport incident = _driver.TheIncident;
        Assert.Equal(["json.dumps", "duration_p99"], incident.Causes.Select(cause => cause.Name));
        Assert.Contains("budget allows 100; meanwhile duration_p99 is 8000 ms, normally 200", incident.Sentence, StringComparison.Ordinal);
        // It was a ticket and pages now: that is told.
        Assert.Equal([NotificationType.Opened, NotificationType.Updated], _driver.Told);
    }

    [Fact]
    public void Report_FiftyEndpointsSlowedByOneDependency_AreOneIncident()
    {
        for (int index = 0; index < 50; index++)
        {
            _driver.Report(Anomaly($"a{index}", $"/endpoint-{index}", _driver.Now, Time("inventory", 900, 12), Symptom()));
            _driver.PassSeconds(0.2);
        }

        _driver.PassSeconds(300);
        IncidentReport incident = _driver.TheIncident;
        Assert.Equal((50, "inventory", 50), (incident.Endpoints.Count, incident.Causes[0].Name, incident.Causes[0].Endpoints));
        // One when it began, one when it had spread.
        Assert.Equal([NotificationType.Opened, NotificationType.Updated], _driver.Told);
        Assert.StartsWith("50 endpoints (`/endpoint-0`, `/endpoint-1` and 48 more) share `inventory`", incident.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_ACallerAndItsCallee_NameTheCallee()
    {
        _driver.Report(Anomaly("a", "/checkout", _driver.Now, Time("/price", 900, 12), Symptom()));
        _driver.Report(Anomaly("b", "/price", _driver.Now, Calls("json.dumps", 847, 3)));
        _driver.PassSeconds(5);

        Assert.Equal("json.dumps", _driver.TheIncident.Causes[0].Name);
        Assert.Equal("/price", _driver.TheIncident.Causes[0].Endpoint);
    }

    [Fact]
    public void Report_EndpointsThatOnlyWaitForEachOther_NameACauseAllTheSame()
    {
        _driver.Report(Anomaly("a", "/a", _driver.Now, Time("/b", 900, 12)));
        _driver.Report(Anomaly("b", "/b", _driver.Now, Time("/a", 900, 12)));

        Assert.NotEmpty(_driver.TheIncident.Causes);
    }

    [Fact]
    public void Report_DifferentCausesOfOneEndpoint_AreTwoIncidents()
    {
        _driver.Report(Anomaly("a", "/recommend", _driver.Now, Calls("json.dumps", 847, 3)));
        _driver.Report(Budget("b", "/recommend", _driver.Now, operation: "sqlite"));

        Assert.Equal(2, _driver.Incidents().Count);
    }

    [Fact]
    public void Report_TheSameOperationElsewhereLongAfter_IsAnotherIncident()
    {
        _driver.Report(Anomaly("a", "/one", _driver.Now, Time("inventory", 900, 12)));
        _driver.Pass(TimeSpan.FromMinutes(11));
        _driver.Report(Anomaly("b", "/two", _driver.Now, Time("inventory", 900, 12)));

        Assert.Equal(2, _driver.Incidents().Count);
    }

    [Fact]
    public void Report_EndpointsThatFallSilentTogether_AreOneIncident()
    {
        foreach (string endpoint in (string[])["/a", "/b", "/c"])
            _driver.Report(NoData("n" + endpoint, endpoint, _driver.Now));

        Assert.Equal(3, _driver.TheIncident.AlertCount);
    }

    [Fact]
    public void Report_CallsThatStopWhileItWasSlowAlready_AreToldAtOnce()
    {
        Finding finding = Anomaly("a", "/search", _driver.Now, Time("sql", 451, 9));
        _driver.Report(finding);
        _driver.PassSeconds(5);
        FindingCause stopped = new("rate", "rate", null, null, "*", 0, 5, null, "calls/s", 0, 0, 0, false, []);
        _driver.Report(finding with { Causes = [.. finding.Causes, stopped] });
        _driver.PassSeconds(600);

        Assert.Equal([NotificationType.Opened, NotificationType.Updated], _driver.Told);
        Assert.Contains("no calls of `/search` come any more", _driver.LastTold.Incident.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_WhatIsOver_SaysSoBeforeAllElse()
    {
        Finding finding = Anomaly("a", "/search", _driver.Now);
        _driver.Report(finding);
        _driver.PassSeconds(100);
        _driver.Report(finding.Over(_driver.Now));
        _driver.PassSeconds(60);

        Assert.Equal(NotificationType.Resolved, _driver.LastTold.Type);
        Assert.StartsWith("Over after 2 min 0 s: `/search`", _driver.LastTold.Incident.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Pass_WhileNobodyAcknowledges_RemindsAndStopsWhenSomebodyDoes()
    {
        Finding finding = Anomaly("a", "/recommend", _driver.Now);
        KeepGoing(finding, minutes: 65);
        Assert.Equal([NotificationType.Opened, NotificationType.Reminded, NotificationType.Reminded], _driver.Told);

        _driver.Apply(_driver.Entry("ada") with { Acknowledged = new AcknowledgedEntry(_driver.TheIncident.Id, _driver.Now + 3_600_000, "on it") });
        Assert.Equal(NotificationType.Acknowledged, _driver.LastTold.Type);
        Assert.Equal(("ada", "on it"), (_driver.TheIncident.Acknowledgement!.By, Assert.Single(_driver.TheIncident.Notes).Text));
        KeepGoing(finding, minutes: 59);
        Assert.Equal(4, _driver.Told.Count);
        // It lapses.
        KeepGoing(finding, minutes: 32);
        Assert.Equal(NotificationType.Reminded, _driver.LastTold.Type);
        Assert.Null(_driver.TheIncident.Acknowledgement);
    }

    [Fact]
    public void Apply_ResumedAfterHours_RemindsNobodyAtOnce()
    {
        _driver.Report(NoData("a", "/recommend", _driver.Now));
        _driver.PassSeconds(5);
        Assert.Single(_driver.Told);
        // Nothing ran for five hours.
        BookDriver later = new() { };
        later.Pass(TimeSpan.FromHours(5));
        _driver.Apply(_driver.Entry() with { At = later.Now, IsResumed = true });

        Assert.Single(_driver.Told);
    }

    [Fact]
    public void Apply_ASilence_HoldsBackUntilItEnds()
    {
        _driver.Apply(_driver.Entry("ada") with
        {
            Silenced = new SilencedEntry("s1", new SilenceMatchers(Endpoint: "/rec*"), _driver.Now, _driver.Now + 600_000, "maintenance"),
        });
        Finding finding = Anomaly("a", "/recommend", _driver.Now);
        KeepGoing(finding, minutes: 9);
        Assert.Empty(_driver.Told);
        Assert.True(_driver.TheIncident.IsSilenced);
        Assert.Equal("s1", Assert.Single(Assert.Single(_driver.TheIncident.Alerts).Silences));
        KeepGoing(finding, minutes: 2);

        Assert.Equal(NotificationType.Opened, Assert.Single(_driver.Told));
    }

    [Fact]
    public void Apply_ASilenceOfOneSegment_DoesNotHoldBackWhatShowsInAnother()
    {
        _driver.Apply(_driver.Entry("ada") with
        {
            Silenced = new SilencedEntry("s1", new SilenceMatchers(Segment: "premium"), _driver.Now, _driver.Now + 600_000, null),
        });
        _driver.Report(Anomaly("a", "/recommend", _driver.Now) with { Segments = ["premium", "free"] });
        _driver.PassSeconds(5);

        Assert.Single(_driver.Told);
    }

    [Fact]
    public void Replay_OfAllEntries_IsTheSameBookAsOneThatWasReadFromItsSnapshotAtEveryStep()
    {
        Random random = new(7);
        string[] operations = ["json.dumps", "inventory", "/e1", "sqlite"];
        List<Finding> open = [];
        for (int step = 0; step < 400; step++)
        {
            string endpoint = $"/e{random.Next(6)}";
            string operation = operations[random.Next(operations.Length)];
            switch (random.Next(6))
            {
                case 0 or 1:
                    Finding raised = random.Next(2) == 0
                        ? Anomaly($"f{step}", endpoint, _driver.Now, random.Next(3) == 0 ? Symptom() : Calls(operation, 9, 1))
                        : Budget($"f{step}", endpoint, _driver.Now, operation);
                    open.Add(raised);
                    _driver.Report(raised with { IsHistoric = random.Next(5) == 0 });
                    break;
                case 2 when open.Count > 0:
                    Finding over = open[random.Next(open.Count)];
                    open.Remove(over);
                    _driver.Report(over.Over(_driver.Now));
                    break;
                case 3:
                    _driver.Apply(_driver.Entry("ada") with { Silenced = new SilencedEntry($"s{step}", new SilenceMatchers(Endpoint: endpoint), _driver.Now, _driver.Now + 90_000, null) });
                    break;
                case 4 when _driver.Incidents(isOpen: true) is [{ } first, ..]:
                    _driver.Apply(_driver.Entry("ada") with { Acknowledged = new AcknowledgedEntry(first.Id, _driver.Now + 120_000, null) });
                    break;
                default:
                    _driver.PassSeconds(random.Next(1, 200));
                    break;
            }

            _driver.Restore();
        }

        AlertBook replayed = new();
        foreach (AlertEntry entry in _driver.Entries)
        {
            replayed.Apply(Assert.IsType<AlertEntry>(AlertBook.Read(AlertBook.Write(entry))));
        }

        Assert.Equal(System.Text.Encoding.UTF8.GetString(_driver.Book.WriteSnapshot()), System.Text.Encoding.UTF8.GetString(replayed.WriteSnapshot()));
        Assert.True(_driver.Told.Count > 20);
        // Numbers have no gap, and of each incident the first is that it was opened and the last that it was over.
        Assert.Equal(Enumerable.Range(1, replayed.Notifications.Count).Select(number => (long)number), replayed.Notifications.Select(notification => notification.Number));
        foreach (IGrouping<string, Notification> told in replayed.Notifications.GroupBy(notification => notification.Incident.Id))
        {
            Assert.Equal(NotificationType.Opened, told.First().Type);
            Assert.Single(told, notification => notification.Type == NotificationType.Opened);
            Assert.True(told.Count(notification => notification.Type is NotificationType.Resolved or NotificationType.Stale) <= 1);
        }
    }

    /// <summary>It goes on, and is heard of every minute as from an endpoint.</summary>
    private void KeepGoing(Finding finding, int minutes)
    {
        for (int minute = 0; minute < minutes; minute++)
        {
            _driver.Report(finding with { Last = _driver.Now });
            _driver.PassSeconds(60);
        }
    }
}
