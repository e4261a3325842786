using Pipeline.Core.Endpoints;
using Pipeline.Core.Queries;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;
using Xunit.Abstractions;

namespace Pipeline.Core.Tests.Endpoints;

/// <summary>Operations win and lose places: by what they do of late, without a change to what was counted before.</summary>
public sealed class OperationPlacesTests(ITestOutputHelper output)
{
    private const long Start = 1_800_000_000_000;
    private const long HourMs = 3_600_000;
    private const int Places = EndpointState.OperationsMax - EndpointState.OperationKindCount;

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void Apply_DeploymentRenamesAllOperations_TheCulpritHasAPlaceAfterOneSection(int eventsPerSecond)
    {
        EndpointState state = new();
        long now = Start;
        for (int second = 0; second < 600; second++)
            Apply(state, now += 1_000, eventsPerSecond, "old", culprit: null);
        Assert.Equal(Places, PlacedOf(state, "old"));

        long deployment = now;
        int culpritSections = 0;
        int allSections = 0;
        while (PlacedOf(state, "new") < Places)
        {
            Apply(state, now += 1_000, eventsPerSecond, "new", culprit: "new 100");
            allSections++;
            culpritSections = culpritSections == 0 && IsPlaced(state, "new 100") ? allSections : culpritSections;
            Assert.True(allSections < 600, "The new operations do not get places.");
        }

        output.WriteLine($"{eventsPerSecond}/s: the culprit after {culpritSections} s, all places after {allSections} s, {state.Counters}");
        Assert.Equal(1, culpritSections);
        // Two halvings, each after 16,384 uses and no more than once a minute.
        Assert.InRange(allSections, 1, 130);
        Assert.Equal(Places, state.Counters.OperationsReplaced);

        // And then it stays so.
        for (int second = 0; second < 300; second++)
            Apply(state, now += 1_000, eventsPerSecond, "new", culprit: "new 100");
        Assert.Equal(Places, state.Counters.OperationsReplaced);
        Assert.Equal(0, state.Counters.OperationsFreed + state.Counters.OperationsBlocked);

        CellView after = state.Query("e", EndpointQuery.Between(now - 100_000, now))!.Total;
        Assert.Equal("new 100", after.Operations[0].Name);
        Assert.Equal(847, after.Operations[0].PerEvent);
        CellView before = state.Query("e", EndpointQuery.Between(deployment - 300_000, deployment - 60_000))!.Total;
        Assert.Equal(Places, before.Operations.Count(operation => operation.Name.StartsWith("old", StringComparison.Ordinal)));
        Assert.Equal(3, before.Operations.Single(operation => operation.Name == "old 7").PerEvent);
    }

    [Fact]
    public void Apply_EqualOperationsWithoutPlaces_NeverSwap()
    {
        EndpointState state = new();
        long now = Start;
        for (int second = 0; second < 900; second++)
            Apply(state, now += 1_000, [EventWith(now, Enumerable.Range(second % 2 == 0 ? 0 : 40, 256).Select(index => ($"op {index}", 2)))]);

        Assert.True(state.Counters.OverflowOperations > 1_000);
        Assert.Equal(0, state.Counters.OperationsReplaced);
    }

    [Fact]
    public void Apply_StreamOfNewNames_StaysBoundedAndLeavesRoomForACulprit()
    {
        EndpointState state = new();
        long now = Start;
        int name = 0;
        int snapshotBytes = 0;
        for (int section = 0; section < 2_000; section++)
        {
            now += 2_000;
            Apply(state, now, [EventWith(now, Enumerable.Range(0, 200).Select(_ => ($"GET user:{name++}", 1)).Append(("db", 40)))]);
            Assert.True(state.Operations.Names.Count <= EndpointState.OperationNumbersMax);
            snapshotBytes = section % 500 == 499 ? Math.Max(snapshotBytes, EndpointSnapshot.Write(state).Length) : snapshotBytes;
        }

        Assert.Equal(400_000, name);
        output.WriteLine($"{name} names: {state.Operations.NumbersLeft} numbers left, {snapshotBytes} bytes of snapshot, {state.Counters}");
        Assert.True(state.Operations.NumbersLeft > 300, $"{state.Operations.NumbersLeft} numbers are left.");
        Assert.True(snapshotBytes < 512 * 1_024, $"{snapshotBytes} bytes");
        Assert.True(IsPlaced(state, "db"));

        Apply(state, now += 2_000, [EventWith(now, Enumerable.Range(0, 200).Select(_ => ($"GET user:{name++}", 1)).Append(("culprit", 847)))]);
        Assert.True(IsPlaced(state, "culprit"));
    }

    [Fact]
    public void Apply_NumbersAreReleased_LifetimeStaysExactInTotalAndWindowsKeepTheirNames()
    {
        EndpointState state = new();
        long now = Start;
        double calls = 0;
        for (int week = 0; week < 8; week++)
        {
            for (int section = 0; section < 40; section++)
            {
                now += 5_000;
                Apply(state, now, [EventWith(now, Enumerable.Range(0, 256).Select(index => ($"week {week}, {index}", 1 + week)))]);
                calls += 256 * (1 + week);
            }

            CellView recent = state.Query("e", EndpointQuery.Between(now - 10_000, now))!.Total;
            Assert.All(recent.Operations, operation => Assert.True(operation.Name is "__other__" || operation.Name.StartsWith($"week {week},", StringComparison.Ordinal)));
            now += 8 * 24 * HourMs;
        }

        CellView all = state.Query("e", EndpointQuery.All)!.Total;
        Assert.Equal(calls, all.Operations.Sum(operation => operation.PerEvent) * all.Calls.Count, calls * 1e-12);
        Assert.DoesNotContain(all.Operations, operation => operation.Name.StartsWith("week 0,", StringComparison.Ordinal));
        Assert.Equal(Places, all.Operations.Count(operation => operation.Name.StartsWith("week 7,", StringComparison.Ordinal)));
        Assert.True(state.Operations.Names.Count <= EndpointState.OperationNumbersMax);
        Assert.Equal(0, state.Counters.OperationsBlocked);
        Assert.Equal(7 * Places, state.Counters.OperationsReplaced + state.Counters.OperationsFreed);
    }

    [Fact]
    public void Apply_WidthsChangedWithinAnHour_NumbersAreKeptUntilItsWindowIsClosed()
    {
        EndpointState state = new();
        long now = Start;
        // The second makes the first pass on to the hour, which is open then and ends what the old tiers have.
        Apply(state, now, [EventWith(now, [("first", 1)])]);
        Apply(state, now += 120_000, [EventWith(now, [("first", 1)])]);
        WindowOptions windows = new([new(2_000, 60), new(10_000, 180), new(HourMs, 168)]);
        state.Apply(new EntryHeader(EntryKind.OptionsChanged, now), EndpointOptionsCodec.Write(new EndpointOptions { Windows = windows }));
        for (int section = 0; section < 40; section++)
            Apply(state, now += 5_000, 1, "old", culprit: null);
        for (int section = 0; section < 140; section++)
            Apply(state, now += 5_000, 1, "new", culprit: null);
        Assert.Equal((0, Places), (PlacedOf(state, "old"), PlacedOf(state, "new")));
        // The tiers are complete from the next hour on only, and yet the window of this one is open and has the old numbers.
        Assert.All(Enumerable.Range(0, 3), tier => Assert.True(state.Windows.CompleteFrom(tier) > now));
        Assert.Contains(state.Operations.Names, name => name.Text == "old 7");

        // Closed by this section, the numbers still have their names for those who read the cell now.
        Apply(state, now = Start + (2 * HourMs), 1, "new", culprit: null);
        Assert.Contains(state.Operations.Names, name => name.Text == "old 7");
        int revision = state.Operations.Revision;
        Apply(state, now, 1, "new", culprit: null);
        Assert.NotEqual(revision, state.Operations.Revision);
        Assert.DoesNotContain(state.Operations.Names, name => name.Text == "old 7");
        CellView all = state.Query("e", EndpointQuery.All)!.Total;
        Assert.Equal(2 + (182 * 256 * 3), all.Operations.Sum(operation => operation.PerEvent) * all.Calls.Count, 1e-6);
    }

    [Fact]
    public void Apply_FewOperationsNotSeenForMonths_KeepTheirNames()
    {
        EndpointState state = new();
        for (int month = 0; month < 6; month++)
        {
            long now = Start + (month * 30 * 24 * HourMs);
            Apply(state, now, [EventWith(now, [($"month {month}", 1)])]);
        }

        Assert.Equal(6, state.Query("e", EndpointQuery.All)!.Total.Operations.Count);
        Assert.Equal(0, state.Counters.OperationsFreed);
    }

    [Fact]
    public void Apply_SectionsOfRulesVersionOne_GiveOutPlacesForEver()
    {
        EndpointState state = new();
        long now = Start;
        for (int section = 0; section < 40; section++)
            state.Apply(HeaderOfRulesOne(now += 5_000), Sections.Of(EventWith(now, Enumerable.Range(0, 256).Select(index => ($"old {index}", 1)))));
        for (int section = 0; section < 40; section++)
            state.Apply(HeaderOfRulesOne(now += 5_000), Sections.Of(EventWith(now, Enumerable.Range(0, 256).Select(index => ($"new {index}", 9)))));
        Assert.Equal((Places, 0), (PlacedOf(state, "old"), PlacedOf(state, "new")));
        Assert.Equal(0, state.Counters.OperationsReplaced);

        for (int section = 0; section < 80; section++)
            Apply(state, now += 2_000, [EventWith(now, Enumerable.Range(0, 256).Select(index => ($"new {index}", 9)))]);
        Assert.Equal((0, Places), (PlacedOf(state, "old"), PlacedOf(state, "new")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Apply_RandomRenamesAndOptions_NeverGivesANumberToASecondNameWhileAWindowHasIt(int seed)
    {
        Random random = new(seed);
        EndpointState state = new(new EndpointOptions { Windows = RenamingLog.SmallWindows });
        EndpointName[] before = [];
        int renamed = 0;
        foreach ((EntryHeader header, byte[] body) in RenamingLog.Draw(random, 250))
        {
            state.Apply(header, body);
            HashSet<int> held = [];
            foreach (Cell cell in CellsOf(state))
                held.UnionWith(Enumerable.Range(0, cell.Operations.Length).Where(number => cell.Operations[number] is { IsEmpty: false }));
            Assert.All(held, number => Assert.NotNull(state.Operations.Names[number].Text));
            for (int number = 0; number < before.Length; number++)
            {
                EndpointName now = number < state.Operations.Names.Count ? state.Operations.Names[number] : default;
                if (before[number].Text is null || before[number] == now)
                    continue;
                renamed++;
                Assert.False(held.Contains(number), $"seed {seed}: {number} was {before[number]} and is {now}");
            }

            before = [.. state.Operations.Names];
        }

        Assert.True(renamed > 50, $"seed {seed}: only {renamed} numbers were released: the test tests nothing.");
    }

    private static IEnumerable<Cell> CellsOf(EndpointState state)
    {
        for (int tier = 0; tier < state.Windows.Tiers.Length; tier++)
        {
            foreach (OpenWindow window in state.Windows.Tiers[tier].Open)
            {
                foreach (Cell cell in window.Cells.ToArray().OfType<Cell>())
                    yield return cell;
            }

            foreach (ClosedWindow window in state.Windows.Tiers[tier].Closed.ToArray())
            {
                foreach (byte[] packed in window.Packed.ToArray().OfType<byte[]>())
                {
                    Cell cell = new();
                    Assert.True(CellCodec.TryMergeInto(packed, cell));
                    yield return cell;
                }
            }
        }
    }

    private static int PlacedOf(EndpointState state, string prefix)
        => Enumerable.Range(0, 256).Count(index => IsPlaced(state, $"{prefix} {index}"));

    private static bool IsPlaced(EndpointState state, string name)
        => state.Operations.HasPlace(new EndpointName(name, (byte)OperationKind.Function));

    private static EntryHeader HeaderOfRulesOne(long arrival) => new(EntryKind.Section, arrival) { RulesVersion = 1 };

    private static void Apply(EndpointState state, long now, int count, string prefix, string? culprit) => Apply(
        state,
        now,
        [.. Enumerable.Range(0, count).Select(index => EventWith(
            now - (index * 50),
            Enumerable.Range(0, 256).Select(number => $"{prefix} {number}").Select(name => (name, name == culprit ? 847 : 3))))]);

    private static void Apply(EndpointState state, long arrival, EventRecord[] events)
        => Assert.Equal(ApplyStatus.Applied, state.Apply(new EntryHeader(EntryKind.Section, arrival), Sections.Of(events)).Status);

    private static EventRecord EventWith(long time, IEnumerable<(string Name, int Calls)> operations)
    {
        EventRecord record = Sections.Event(time);
        foreach ((string name, int calls) in operations)
            record.Operations.Add(new OperationUsage(name, OperationKind.Function, calls * 1_000));
        return record;
    }
}
