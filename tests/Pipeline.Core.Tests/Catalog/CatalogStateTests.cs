using Pipeline.Core.Catalog;
using Pipeline.Protocol.Queries;

namespace Pipeline.Core.Tests.Catalog;

/// <summary>Decisions through planner and state: what has a place, for how long, and what a restart changes (nothing).</summary>
public sealed class CatalogStateTests
{
    private const long Start = 1_800_000_000_000;
    private const long DayMs = 86_400_000;

    private static readonly byte[] s_key = [.. Enumerable.Range(1, NameHasher.KeySize).Select(number => (byte)number)];

    [Fact]
    public void PlanEndpoints_PastTheLimit_OverflowsAndStays()
    {
        CatalogDriver driver = new(limit: 2);
        Assert.Equal(["a", "b"], driver.Decide("a", "b", "c"));
        Assert.Equal(["b"], driver.Decide("c", "b", "d"));
        Assert.Equal(2, driver.State.Endpoints.Count);
        Assert.Equal(2, driver.State.RememberedCount);
        Assert.True(driver.State.UsesOther);
    }

    [Fact]
    public void PlanEndpoints_NothingNew_HasNothingToLog()
    {
        CatalogDriver driver = new(limit: 1);
        driver.Decide("a", "b");
        long epoch = driver.State.Epoch;
        Assert.Equal(["a"], driver.Decide("b", "a", "a"));
        Assert.Equal(epoch, driver.State.Epoch);
    }

    [Fact]
    public void PlanEndpoints_Other_IsNeverAdmittedAndTakesNoPlace()
    {
        CatalogDriver driver = new(limit: 1);
        Assert.Empty(driver.Decide(CatalogLimits.Other));
        Assert.True(driver.State.UsesOther);
        Assert.Equal(["a"], driver.Decide("a"));
        Assert.Equal(0, driver.State.RememberedCount);
    }

    [Fact]
    public void PlanEndpoints_OverflowedNameWhenAPlaceIsFree_StaysUntilItWasSilentForLong()
    {
        CatalogDriver driver = new(limit: 1);
        driver.Decide("a", "late");
        driver.Limit = 5;
        driver.Now += CatalogLimits.MemoryMs - 1;
        Assert.Empty(driver.Decide("late"));
        Assert.Equal(["new"], driver.Decide("new"));

        // It is remembered for at least so long from its last use on, and at most three times.
        driver.Now += CatalogLimits.MemoryMs - DayMs;
        Assert.Empty(driver.Decide("late"));
        driver.Now += 3 * CatalogLimits.MemoryMs;
        driver.Limit = 2;
        driver.Decide("other-1");
        driver.Now += CatalogLimits.MemoryMs;
        driver.Decide("other-2");
        driver.Limit = 5;
        Assert.Equal(["late"], driver.Decide("late"));
    }

    [Fact]
    public void PlanEndpoints_SilentEndpoint_LosesItsPlaceOnlyWhenItIsNeeded()
    {
        CatalogDriver driver = new(limit: 2);
        driver.Decide("a", "b");
        driver.Retirable = ["a", "b"];
        Assert.Equal(["b"], driver.Decide("b"));
        Assert.Equal(2, driver.State.Endpoints.Count);

        // The one that is asked for in the same breath is not silent.
        Assert.Equal(["a", "c"], driver.Decide("a", "c"));
        Assert.False(driver.State.IsAdmitted("b"));
        Assert.True(driver.State.WasRetired("b"));
        Assert.Equal(1, driver.State.RetiredCount);
    }

    [Fact]
    public void PlanEndpoints_RetiredNameComesBack_TakesAFreePlace()
    {
        CatalogDriver driver = new(limit: 1);
        driver.Decide("a");
        driver.Retirable = ["a"];
        Assert.Equal(["b"], driver.Decide("b"));
        driver.Retirable = ["b"];
        Assert.Equal(["a"], driver.Decide("a"));
        Assert.False(driver.State.WasRetired("a"));
    }

    [Fact]
    public void PlanEndpoints_MoreThanCanBeRemembered_ClosesPlacesUntilNoneCanBeRepeated()
    {
        CatalogDriver driver = new(limit: 1);
        driver.Decide("a");
        int offered = 0;
        while (driver.State.RememberedCount < CatalogLimits.RememberedPerGenerationMax)
            driver.Decide([.. Enumerable.Range(0, 8_192).Select(_ => $"n{offered++}")]);
        Assert.Null(driver.State.PlacesClosedUntilUnixMs);

        driver.Decide("unremembered-1", "unremembered-2");

        Assert.Equal(CatalogLimits.RememberedPerGenerationMax, driver.State.RememberedCount);
        Assert.Equal((2, driver.Now, driver.Now), (driver.State.UnrememberedCount, driver.State.UnrememberedSinceUnixMs, driver.State.UnrememberedLastUnixMs));
        driver.Limit = 10;
        Assert.Empty(driver.Decide("brand-new"));
        driver.Now += CatalogLimits.MemoryMs - 1;
        Assert.Empty(driver.Decide("unremembered-1"));
        driver.Now += (2 * CatalogLimits.MemoryMs) + 1;
        Assert.Equal(["quite-new"], driver.Decide("quite-new"));
    }

    [Fact]
    public void PlanEndpoints_UnrememberedFlood_IsLoggedOnceAnHour()
    {
        CatalogDriver driver = new(limit: 1);
        driver.Decide("a");
        for (int at = 0; driver.State.RememberedCount < CatalogLimits.RememberedPerGenerationMax; at += 8_192)
            driver.Decide([.. Enumerable.Range(at, 8_192).Select(number => $"n{number}")]);
        driver.Decide("x0");
        long epoch = driver.State.Epoch;

        for (int number = 1; number <= 50; number++)
            driver.Decide($"x{number}");

        Assert.Equal(epoch, driver.State.Epoch);
        Assert.Equal(50, driver.UnloggedCount);
        driver.Now += CatalogLimits.LeaseMs;
        driver.Decide("x51");
        Assert.Equal(epoch + 1, driver.State.Epoch);
        Assert.Equal(driver.Now, driver.State.UnrememberedLastUnixMs);
    }

    [Fact]
    public void PlanSegments_PastTheLimit_ClosesForEver()
    {
        CatalogDriver driver = new(limit: 1);
        Assert.Equal(["a", "b"], driver.DecideSegments(3, "a", "b", "b"));
        Assert.False(driver.State.SegmentsAreClosed);
        Assert.Equal(["c"], driver.DecideSegments(3, "c", "d"));
        Assert.True(driver.State.SegmentsAreClosed);
        Assert.Equal(["a", "c"], driver.DecideSegments(100, "a", "c", "d", "e", CatalogLimits.Other));
        Assert.Equal(3, driver.State.Segments.Count);
    }

    [Fact]
    public void PlanAdoption_StreamsWithoutADecision_AreTakenInBeyondTheLimit()
    {
        CatalogDriver driver = new(limit: 1);
        driver.Decide("a");
        driver.Retirable = ["a"];
        driver.Decide("b");

        CatalogEntry entry = Assert.Single(CatalogPlanner.PlanAdoption(driver.State, ["a", "b", "old-2", "old-1", CatalogLimits.Other], driver.Now));

        // The retired one has a stream, too, and has been decided about.
        Assert.Equal([CatalogLimits.Other, "old-1", "old-2"], entry.Admitted.ToArray());
        driver.Apply(entry);
        Assert.Equal(3, driver.State.Endpoints.Count);
        Assert.True(driver.State.UsesOther);
        Assert.Empty(CatalogPlanner.PlanAdoption(driver.State, ["a", "b", "old-2", "old-1", CatalogLimits.Other], driver.Now));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Decisions_RandomNamesOverMonths_AreStickyBoundedAndReplayTheSame(int seed)
    {
        Random random = new(seed);
        CatalogDriver driver = new(limit: 8);
        Dictionary<string, (bool IsAdmitted, long AtUnixMs)> told = [];
        Dictionary<string, long> used = [];
        for (int step = 0; step < 2_000; step++)
        {
            driver.Now += random.Next(100) == 0 ? random.NextInt64(20 * DayMs) : random.NextInt64(DayMs / 4);
            driver.Limit = random.Next(200) == 0 ? random.Next(4, 12) : driver.Limit;
            long silentBefore = driver.Now - CatalogLimits.MemoryMs;
            driver.Retirable = [.. driver.State.Endpoints.Where(name => used.GetValueOrDefault(name) < silentBefore).Order(StringComparer.Ordinal)];
            string[] names = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => $"/{(int)(Math.Pow(random.NextDouble(), 2) * 60)}").Distinct()];
            int before = driver.State.Endpoints.Count;

            HashSet<string> admitted = [.. driver.Decide(names)];

            Assert.True(driver.State.Endpoints.Count <= Math.Max(before, driver.Limit), $"seed {seed}, step {step}");
            foreach (string name in names)
            {
                // Within the time in which a batch may be repeated, a name is told the same again.
                if (told.TryGetValue(name, out (bool IsAdmitted, long AtUnixMs) last) && driver.Now - last.AtUnixMs < CatalogLimits.MemoryMs - DayMs)
                    Assert.True(last.IsAdmitted == admitted.Contains(name), $"seed {seed}, step {step}, {name}");
                told[name] = (admitted.Contains(name), driver.Now);
                used[name] = driver.Now;
            }

            if (random.Next(20) == 0)
                driver.Restart();
        }

        Assert.True(driver.State.RetiredCount > 0 && driver.State.UsesOther, "Nothing retired or overflowed: the test tests nothing.");
        driver.AssertReplaysTheSame();
    }

    [Fact]
    public void Snapshot_Damaged_IsRefused()
    {
        CatalogDriver driver = new(limit: 2);
        driver.Decide("a", "b", "c");
        byte[] bytes = CatalogSnapshot.Write(driver.State, Reports());
        Assert.True(CatalogSnapshot.TryRead(bytes, out _, out _));
        for (int length = 0; length < bytes.Length; length++)
            Assert.False(CatalogSnapshot.TryRead(bytes.AsSpan(0, length), out _, out _));
        for (int at = 0; at < bytes.Length; at++)
        {
            byte[] flipped = [.. bytes];
            flipped[at] ^= 16;
            Assert.False(CatalogSnapshot.TryRead(flipped, out _, out _));
        }
    }

    [Fact]
    public void Snapshot_Reports_ComeBackAsTheyWere()
    {
        CatalogDriver driver = new(limit: 2);
        driver.Decide("a", "b", "c");
        CatalogReports reports = Reports();
        reports.UnloggedCount = 7;
        reports.Overflowing.Add(new BusyName("c", 12, 3));

        byte[] bytes = CatalogSnapshot.Write(driver.State, reports);
        Assert.True(CatalogSnapshot.TryRead(bytes, out CatalogState? state, out CatalogReports? read));

        Assert.Equal(bytes, CatalogSnapshot.Write(state, read));
        Assert.True(read.TryGet("a", out KnownEndpoint? known));
        Assert.Equal((17, 9.5, 4, 2L), (known.Head, known.Summary.DurationMs!.P95, known.Summary.Count, known.Overflow.Operations));
        Assert.Equal(["free", "premium"], known.Summary.Segments);
        Assert.Equal(new AnomalyStanding(Start - 9, Start - 5, Start - 1, 2), known.Anomalies);
        Assert.True(read.TryGet("b", out known));
        Assert.Null(known.Summary.DurationMs);
        Assert.Null(known.Anomalies);
        Assert.Equal(7, read.UnloggedCount);
        Assert.Equal(new BusyName("c", 12, 3), Assert.Single(read.Overflowing.Names));
    }

    [Fact]
    public void Snapshot_OfVersion1_IsReadWithoutAnomalies()
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "catalog-v1.bin"));
        Assert.True(CatalogSnapshot.TryRead(bytes, out CatalogState? state, out CatalogReports? reports));
        Assert.Equal(["a", "b"], state.Endpoints.Order(StringComparer.Ordinal));
        Assert.Equal((17L, 9.5, null), (reports.Endpoints["a"].Head, reports.Endpoints["a"].Summary.DurationMs!.P95, reports.Endpoints["a"].Anomalies));
        Assert.True(CatalogSnapshot.TryRead(CatalogSnapshot.Write(state, reports), out _, out _));
    }

    [Theory]
    [InlineData(0, 100, 0, false)]
    [InlineData(0, 101, 0, true)]
    [InlineData(199, 1_000, 0, true)]
    [InlineData(200, 1_000, 0, false)]
    [InlineData(200, 1_000, 1, true)]
    public void MayOverlap_Range_IsThatOfAllAnomaliesAndOpenOnesGoOn(long from, long to, int open, bool expected) =>
        Assert.Equal(expected, new AnomalyStanding(100, 150, 200, open).MayOverlap(from, to));

    [Fact]
    public void Take_OlderReportOrUnknownArrival_KeepsWhatIsKnown()
    {
        CatalogReports reports = Reports();
        KnownEndpoint known = reports.Endpoints["a"];
        reports.Take(known with { Head = 16, LastArrivalUnixMs = 1 }, isArrivalKnown: true);
        Assert.Equal(known, reports.Endpoints["a"]);
        reports.Take(known with { LastArrivalUnixMs = Start + 999 }, isArrivalKnown: false);
        Assert.Equal(known.LastArrivalUnixMs, reports.Endpoints["a"].LastArrivalUnixMs);
        reports.Take(known with { Head = 18, LastArrivalUnixMs = Start + 999 }, isArrivalKnown: false);
        Assert.Equal(Start + 999, reports.Endpoints["a"].LastArrivalUnixMs);
    }

    [Fact]
    public void EntryCodec_Truncated_IsRefused()
    {
        CatalogEntry entry = new(Start)
        {
            HashKey = [.. s_key],
            Retired = ["r"],
            Admitted = ["a", "b"],
            Remembered = [1, ulong.MaxValue],
            UnrememberedCount = 3,
            UsesOther = true,
            Segments = ["s"],
            ClosesSegments = true,
        };
        byte[] bytes = CatalogEntryCodec.Write(entry);
        Assert.True(CatalogEntryCodec.TryRead(bytes, out CatalogEntry? read));
        Assert.Equal(bytes, CatalogEntryCodec.Write(read));
        Assert.Equal(("r", "b", ulong.MaxValue, 3, true, "s", true), (read.Retired[0], read.Admitted[1], read.Remembered[1], read.UnrememberedCount, read.UsesOther, read.Segments[0], read.ClosesSegments));
        for (int length = 0; length < bytes.Length; length++)
            Assert.False(CatalogEntryCodec.TryRead(bytes.AsSpan(0, length), out _));
    }

    private static CatalogReports Reports()
    {
        CatalogReports reports = new();
        EndpointSummaryReport summary = new("a", Start, Start - 300_000, Start, 3, 4, 0.5, 1, 0.25, new SummaryDurationReport(5, 4, 9.5, 10, 11), 1.5, 2, 8, ["free", "premium"]);
        AnomalyStanding anomalies = new(Start - 9, Start - 5, Start - 1, 2);
        reports.Take(new KnownEndpoint(summary, 17, Start, 40, new OverflowReport(1, 2, 3), anomalies), isArrivalKnown: true);
        reports.Take(new KnownEndpoint(EndpointSummaryReport.Unknown("b"), 0, Start, 0, new OverflowReport(0, 0, 0)), isArrivalKnown: true);
        return reports;
    }

    /// <summary>A catalog whose every decision goes through the bytes of an entry.</summary>
    private sealed class CatalogDriver
    {
        private readonly List<byte[]> _log = [];

        public CatalogDriver(int limit)
        {
            Limit = limit;
            Apply(new CatalogEntry(Now) { HashKey = [.. s_key] });
        }

        public CatalogState State { get; private set; } = new();

        public int Limit { get; set; }

        public long Now { get; set; } = Start;

        public IReadOnlyList<string> Retirable { get; set; } = [];

        public int UnloggedCount { get; private set; }

        public IReadOnlyList<string> Decide(params string[] names)
        {
            CatalogPlan plan = CatalogPlanner.PlanEndpoints(State, names, Now, Limit, Retirable);
            UnloggedCount += plan.UnloggedCount;
            Apply(plan.Entry);
            return [.. plan.Admitted.Order(StringComparer.Ordinal)];
        }

        public IReadOnlyList<string> DecideSegments(int limit, params string[] names)
        {
            CatalogPlan plan = CatalogPlanner.PlanSegments(State, names, Now, limit);
            Apply(plan.Entry);
            return [.. plan.Admitted.Order(StringComparer.Ordinal)];
        }

        public void Apply(CatalogEntry entry)
        {
            if (entry.IsEmpty)
                return;
            _log.Add(CatalogEntryCodec.Write(entry));
            State.Apply(entry);
        }

        /// <summary>Goes on from a snapshot, as after a restart.</summary>
        public void Restart()
        {
            Assert.True(CatalogSnapshot.TryRead(CatalogSnapshot.Write(State, new CatalogReports()), out CatalogState? state, out _));
            State = state;
        }

        public void AssertReplaysTheSame()
        {
            CatalogState replayed = new();
            foreach (byte[] bytes in _log)
            {
                Assert.True(CatalogEntryCodec.TryRead(bytes, out CatalogEntry? entry));
                replayed.Apply(entry);
            }

            Assert.Equal(CatalogSnapshot.Write(State, new CatalogReports()), CatalogSnapshot.Write(replayed, new CatalogReports()));
        }
    }
}
