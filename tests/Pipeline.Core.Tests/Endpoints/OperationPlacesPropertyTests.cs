using Pipeline.Core.Endpoints;
using Pipeline.Core.Queries;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Endpoints;

/// <summary>Random streams of operations that come and go, against the naive model and against replays from snapshots.</summary>
public sealed class OperationPlacesPropertyTests
{
    private const long Start = 1_800_000_000_000;
    private const long HourMs = 3_600_000;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 8)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Query_RandomRenames_CountsEachUseUnderTheNameThatTheRuleGives(int seed)
    {
        Random random = new(seed);
        EndpointOptions options = new() { AllowedLatenessMs = random.Next(3) * 1_500, Windows = RenamingLog.SmallWindows };
        EndpointState state = new(options);
        NaivePlaces naive = new(options.Windows, options.AllowedLatenessMs);
        long now = Start;
        for (int step = 0; step < 160; step++)
        {
            now += random.Next(60) == 0 ? 30 * HourMs : random.Next(5_000);
            List<EventRecord> events = RenamingLog.DrawEvents(random, now, generation: step / 4);
            byte[] section = Sections.Of(events);
            state.Apply(new EntryHeader(EntryKind.Section, now), section);
            naive.Apply(section, events, now);
            if (step % 20 == 19)
                AssertAgrees(state, naive, random, now, $"seed {seed}, step {step}");
        }

        Assert.Equal(naive.Replaced, state.Counters.OperationsReplaced + state.Counters.OperationsFreed);
        Assert.True(naive is { Replaced: > 50, Released: > 20, Returned: > 0 }, $"seed {seed}: {naive.Replaced}, {naive.Released}, {naive.Returned}");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Apply_SnapshotAndTail_EqualsFullReplay(int seed)
    {
        List<(EntryHeader Header, byte[] Body)> log = RenamingLog.Draw(new Random(seed), 160);
        EndpointOptions options = new() { Windows = RenamingLog.SmallWindows };
        byte[] full = EndpointSnapshot.Write(Replay(new EndpointState(options), log, 0, []));
        EndpointState prefix = new(options);
        for (int cut = 0; cut < log.Count; cut++)
        {
            if (cut % 23 == seed)
            {
                byte[] snapshot = EndpointSnapshot.Write(prefix);
                Assert.True(EndpointSnapshot.TryRead(snapshot, out EndpointState? restored, out SnapshotFault fault), $"seed {seed}, cut {cut}: {fault}");
                Assert.Equal(snapshot, EndpointSnapshot.Write(restored));
                Dictionary<WindowKey, byte[]> stored = prefix.TakeUnsaved().Windows.ToDictionary(window => window.Key, window => window.Bytes);
                Assert.True(full.AsSpan().SequenceEqual(EndpointSnapshot.Write(Replay(restored, log, cut, stored))), $"seed {seed}, cut {cut}");
            }

            prefix.Apply(log[cut].Header, log[cut].Body);
        }

        Assert.True(prefix.Counters.OperationsReplaced > 50, $"seed {seed}: {prefix.Counters}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void TryRead_FlippedUnderAMatchingChecksum_NeverThrows(int seed)
    {
        Random random = new(seed);
        EndpointState state = Replay(new EndpointState(), RenamingLog.Draw(random, 20, withOptions: false), 0, []);
        byte[] snapshot = EndpointSnapshot.Write(state);
        for (int round = 0; round < 1_000; round++)
        {
            byte[] bytes = [.. snapshot];
            // Names and counters take the first tenth or so.
            for (int flips = random.Next(1, 4); flips > 0; flips--)
                bytes[random.Next(snapshot.Length / (round % 2 == 0 ? 10 : 1) - 4)] ^= (byte)(1 << random.Next(8));
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(
                bytes.AsSpan(bytes.Length - 4),
                Pipeline.Protocol.Wire.Crc32C.Compute(bytes.AsSpan(..^4)));
            if (EndpointSnapshot.TryRead(bytes, out EndpointState? read, out _))
                Assert.Equal(ApplyStatus.Applied, read.Apply(new EntryHeader(EntryKind.Section, Start), Sections.Of(RenamingLog.DrawEvents(random, Start, 9))).Status);
        }
    }

    private static void AssertAgrees(EndpointState state, NaivePlaces naive, Random random, long now, string situation)
    {
        long from = now - random.Next(1, 200_000);
        foreach (EndpointQuery query in (EndpointQuery[])[EndpointQuery.All, EndpointQuery.Last(3_000), EndpointQuery.Between(from, now + 1), EndpointQuery.Between(from, from + 30_000)])
        {
            EndpointView view = state.Query("e", query)!;
            long start = query == EndpointQuery.All ? 0 : view.FromUnixMs!.Value;
            long end = query == EndpointQuery.All ? long.MaxValue : view.ToUnixMs!.Value;
            Dictionary<(string, OperationKind), double> expected = naive.CallsBetween(start, end);
            double events = naive.EventsBetween(start, end);
            Assert.Equal(events, view.Total.Calls.Count, 1e-6 * Math.Max(1, events));
            Assert.Equal(
                expected.Keys.Order().Select(name => $"{name}"),
                view.Total.Operations.Select(operation => (operation.Name, operation.Kind)).Order().Select(name => $"{name}"));
            foreach (OperationView operation in view.Total.Operations)
            {
                double calls = expected[(operation.Name, operation.Kind)];
                Assert.True(
                    Math.Abs(calls - (operation.PerEvent * events)) <= 1e-9 * Math.Max(1, calls),
                    $"{situation}, {query}: {operation.PerEvent * events} calls of {operation.Name} for {calls}");
            }
        }
    }

    private static EndpointState Replay(
        EndpointState state, List<(EntryHeader Header, byte[] Body)> log, int from, Dictionary<WindowKey, byte[]> stored)
    {
        foreach ((EntryHeader header, byte[] body) in log[from..])
        {
            HashSet<WindowKey> unloaded = [];
            state.FindUnloaded(header, body, unloaded);
            foreach (WindowKey key in unloaded)
                state.Load(key, stored.GetValueOrDefault(key));
            state.Apply(header, body);
        }

        return state;
    }
}
