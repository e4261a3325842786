using Pipeline.Alerting.Sources;
using Pipeline.Protocol.Alerting;
using Pipeline.Protocol.Identities;

namespace Pipeline.Alerting.Tests.Sources;

/// <summary>Who is missed, and who only made room for another.</summary>
public sealed class SourceWatchTests
{
    private const long Second = 1_000;
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;

    [Fact]
    public void Advance_SourceFallsSilent_IsOneFindingUntilItSendsAgain()
    {
        Fleet fleet = new();
        fleet.Add(1, from: 0, until: 2 * Hour, every: 10 * Second);
        for (int other = 2; other <= 12; other++)
            fleet.Add(other, from: 0, until: 10 * Hour, every: 10 * Second);
        fleet.Add(1, from: 3 * Hour, until: 10 * Hour, every: 10 * Second);

        fleet.Run(until: (2 * Hour) + (5 * Minute));
        Assert.Empty(fleet.Changes);
        fleet.Run(until: (2 * Hour) + (6 * Minute));
        Finding missed = Assert.Single(fleet.Changes);
        Assert.Equal((FindingSource.NoData, "sources", "", AlertSeverity.Ticket), (missed.Source, missed.Rule, missed.Endpoint, missed.Severity));
        Assert.Equal("1 of 12 sources has sent nothing since 2026-01-01 02:00 UTC: 00000000 (last of `/e1`).", missed.Sentence);
        Assert.Equal(Fleet.Start + (2 * Hour), missed.Since);
        Assert.Equal((null, null, false), (missed.Ended, missed.End, missed.IsHistoric));
        Assert.Equal(1, fleet.Watch.MissedCount);

        fleet.Run(until: 4 * Hour);
        Finding ended = Assert.Single(fleet.Changes.Skip(1), static finding => finding.Ended is not null);
        Assert.Equal((missed.Id, "recovered"), (ended.Id, ended.End));
        Assert.InRange(ended.Ended!.Value, Fleet.Start + (3 * Hour), Fleet.Start + (3 * Hour) + (10 * Second));
        Assert.Equal(0, fleet.Watch.MissedCount);
    }

    [Fact]
    public void Advance_SeveralFallSilent_AreOneFindingThatChanges()
    {
        Fleet fleet = new();
        for (int source = 1; source <= 8; source++)
            fleet.Add(source, from: 0, until: source == 8 ? 9 * Hour : (2 * Hour) + (source * 10 * Minute), every: 30 * Second);

        fleet.Run(until: 5 * Hour);

        Assert.Equal(7, fleet.Changes.Select(static finding => finding.Sentence).Distinct().Count());
        Assert.Single(fleet.Changes.Select(static finding => finding.Id).Distinct());
        Finding last = fleet.Changes[^1];
        Assert.StartsWith("7 of 8 sources have sent nothing since 2026-01-01 02:10 UTC: 00000000 (last of `/e1`), 00000000 (last of `/e2`, since 2026-01-01 02:20 UTC), ", last.Sentence, StringComparison.Ordinal);
        Assert.EndsWith(" and 2 more.", last.Sentence, StringComparison.Ordinal);
        Assert.Equal(fleet.Changes[0].Since, last.Since);
        Assert.Equal(7, Assert.Single(last.Causes).Observed);
    }

    [Fact]
    public void Advance_MissedForADay_IsTheUsualThen()
    {
        Fleet fleet = new();
        fleet.Add(1, from: 0, until: 2 * Hour, every: 10 * Second);
        fleet.Run(until: 27 * Hour);
        // It is told again every hour while it goes on.
        Assert.InRange(fleet.Changes.Count, 24, 26);
        Assert.All(fleet.Changes.SkipLast(1), static finding => Assert.Null(finding.End));
        Assert.All(fleet.Changes.Zip(fleet.Changes.Skip(1)), static pair => Assert.InRange(pair.Second.Last - pair.First.Last, 1, Hour + (10 * Second)));
        Assert.Equal("became_usual", fleet.Changes[^1].End);
        Assert.InRange(fleet.Changes[^1].Ended!.Value, Fleet.Start + (26 * Hour), Fleet.Start + (26 * Hour) + (10 * Minute));
        Assert.Equal(0, fleet.Watch.KnownCount);
    }

    [Fact]
    public void Advance_SentForLessThanAnHour_IsNotMissed()
    {
        Fleet fleet = new();
        fleet.Add(1, from: 0, until: 59 * Minute, every: 10 * Second);
        fleet.Run(until: 3 * Hour);
        Assert.Empty(fleet.Changes);
    }

    [Fact]
    public void Advance_SourceWithLongPauses_IsGivenTenOfThem()
    {
        Fleet fleet = new();
        fleet.Add(1, from: 0, until: 6 * Hour, every: 4 * Minute);
        fleet.Run(until: (6 * Hour) + (39 * Minute));
        Assert.Empty(fleet.Changes);
        fleet.Run(until: (6 * Hour) + (41 * Minute));
        Assert.Single(fleet.Changes);
    }

    [Fact]
    public void Advance_ShortLivedProgramsBeginAllTheTime_StillMissesOne()
    {
        Fleet fleet = new();
        fleet.Add(1, from: 0, until: 2 * Hour, every: 10 * Second);
        for (int minute = 0; minute < 180; minute++)
            fleet.Add(100 + minute, from: minute * Minute, until: (minute * Minute) + (20 * Second), every: 5 * Second);
        fleet.Run(until: 3 * Hour);
        Assert.Single(fleet.Changes);
    }

    [Fact]
    public void Advance_OneThatComesBackAfterAnOutage_TakesNobodysPlace()
    {
        Fleet fleet = new();
        fleet.Add(1, from: 0, until: 3 * Hour, every: 10 * Second);
        fleet.Add(2, from: 3 * Hour, until: 9 * Hour, every: 10 * Second, start: -2 * Hour);
        fleet.Run(until: 4 * Hour);
        Assert.Single(fleet.Changes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Advance_RollingDeployments_RaiseNothing(int seed)
    {
        Fleet fleet = new();
        Deploy(fleet, new Random(seed), crashes: 0);
        fleet.Run(until: 9 * Hour);
        Assert.Empty(fleet.Changes);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    public void Advance_OneCrashAmongADeployment_RaisesOne(int seed)
    {
        Fleet fleet = new();
        Deploy(fleet, new Random(seed), crashes: 1);
        fleet.Run(until: 9 * Hour);
        Assert.Equal(1, fleet.Watch.MissedCount);
        Assert.Single(fleet.Changes.Select(static finding => finding.Id).Distinct());
        Assert.StartsWith("1 of ", fleet.Changes[^1].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Advance_DailyRenumbering_RaisesNothing()
    {
        Fleet fleet = new();
        // All began with one deployment, so all take their new identity within seconds, day after day.
        for (int day = 0; day < 3; day++)
        {
            for (int instance = 0; instance < 10; instance++)
            {
                long begin = (day * 24 * Hour) + (instance * 3 * Second);
                fleet.Add((day * 100) + instance + 1, begin, begin + (24 * Hour) - Second, every: 20 * Second);
            }
        }

        fleet.Run(until: 71 * Hour);
        Assert.Empty(fleet.Changes);
    }

    [Fact]
    public void See_MoreThanAreKept_ForgetsThoseSeenLeastRecentlyAndCounts()
    {
        SourceWatch watch = new("sources/test", new SourceWatchSettings());
        for (int source = 0; source < SourceWatch.SourcesMax + 7; source++)
            watch.See(new SourceSighting(new SourceId(1, (ulong)source), source, "", source, source));
        Assert.Equal((SourceWatch.SourcesMax, 7), (watch.KnownCount, watch.ForgottenCount));
        // The first of them is not known any more, so the next one makes room for it.
        watch.See(new SourceSighting(new SourceId(1, 0), 20_000, "", 20_000, 20_000));
        Assert.Equal((SourceWatch.SourcesMax, 8), (watch.KnownCount, watch.ForgottenCount));
        Assert.Empty(watch.Advance(30_000));
    }

    /// <summary>Ten instances replaced one by one, twice; some stop before the new one begins, some after, and their pauses differ.</summary>
    private static void Deploy(Fleet fleet, Random random, int crashes)
    {
        const int Instances = 10;
        int id = 1;
        for (int instance = 0; instance < Instances; instance++)
        {
            long every = random.Next(5, 90) * Second;
            long first = (2 * Hour) + (instance * random.Next(20, 60) * Second);
            long second = (5 * Hour) + (instance * random.Next(20, 60) * Second);
            bool crashes1 = instance < crashes;
            fleet.Add(id++, 0, first, every);
            long begin = first + (random.Next(-90, 30) * Second);
            fleet.Add(id++, begin, second, every);
            if (!crashes1)
                fleet.Add(id++, second + (random.Next(-90, 30) * Second), 20 * Hour, every);
        }
    }

    /// <summary>Senders with a plan, and a watch that is asked every ten seconds.</summary>
    private sealed class Fleet
    {
        public static readonly long Start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

        private readonly PriorityQueue<(SourceId Id, long Start, string Endpoint, long Until, long Every), long> _next = new();
        private long _now = Start;

        public SourceWatch Watch { get; } = new("sources/test", new SourceWatchSettings());

        public List<Finding> Changes { get; } = [];

        /// <summary>A sender that sends at an even pace; times count from the start.</summary>
        public void Add(int id, long from, long until, long every, long? start = null) =>
            _next.Enqueue((new SourceId(0, (ulong)id), Start + (start ?? from), $"/e{id}", Start + until, every), Start + from);

        public void Run(long until)
        {
            for (; _now <= Start + until; _now += 10 * Second)
            {
                Dictionary<SourceId, SourceSighting> seen = [];
                while (_next.TryPeek(out (SourceId Id, long Start, string Endpoint, long Until, long Every) sender, out long at) && at <= _now)
                {
                    _next.Dequeue();
                    seen[sender.Id] = seen.TryGetValue(sender.Id, out SourceSighting before)
                        ? before with { Last = at }
                        : new SourceSighting(sender.Id, sender.Start, sender.Endpoint, at, at);
                    if (at + sender.Every <= sender.Until)
                        _next.Enqueue(sender, at + sender.Every);
                }

                foreach (SourceSighting sighting in seen.Values)
                    Watch.See(sighting);
                Changes.AddRange(Watch.Advance(_now));
            }
        }
    }
}
