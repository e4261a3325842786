using System.Text.Json;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Queries;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Endpoints;

/// <summary>Snapshots that earlier versions of this program wrote.</summary>
public sealed class SnapshotVersionTests
{
    private const long Start = 1_800_000_000_000;

    // Of the log below, the first entries are what the snapshots hold.
    private const int EntriesInSnapshot = 200;
    private const int EntryCount = 260;

    [Fact]
    public void TryRead_VersionWithClosedWindows_AnswersAndGoesOnAsReplayDoes()
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "snapshot-v1.bin"));
        Assert.True(EndpointSnapshot.TryRead(bytes, out EndpointState? restored, out SnapshotFault fault), fault.ToString());

        EndpointState replayed = Apply(new EndpointState(), 0, EntriesInSnapshot);
        Assert.Equal(Answers(replayed), Answers(restored));
        Apply(replayed, EntriesInSnapshot, EntryCount);
        Apply(restored, EntriesInSnapshot, EntryCount);
        Assert.Equal(Answers(replayed), Answers(restored));
        // What it published before was not kept, which segments are told.
        Assert.True(restored.Publications.BeginsLate);
        Assert.False(replayed.Publications.BeginsLate);
    }

    /// <summary>
    /// Sampled cells of before held no moments by weight; what they say of means and counts stays exact, intervals are close to what they would be.
    /// </summary>
    [Fact]
    public void TryRead_SampledCellsWithoutMoments_AnswersAsReplayDoes()
    {
        EndpointState replayed = ApplySampled(new EndpointState(), 0, EntriesInSnapshot);
        byte[] bytes = ReadGolden("snapshot-v2-sampled.bin", replayed);
        Assert.True(EndpointSnapshot.TryRead(bytes, out EndpointState? restored, out SnapshotFault fault), fault.ToString());
        CellView old = restored.Query("/recommend", EndpointQuery.All)!.Total;
        CellView now = replayed.Query("/recommend", EndpointQuery.All)!.Total;

        Assert.Equal(now.Calls, old.Calls);
        Assert.Equal(now.Operations.Select(operation => operation.PerEvent), old.Operations.Select(operation => operation.PerEvent));
        for (int operation = 0; operation < now.Operations.Count; operation++)
            AssertNear(now.Operations[operation].Interval!.Value, old.Operations[operation].Interval!.Value);
        AssertNear(now.Duration!.MeanInterval!.Value, old.Duration!.MeanInterval!.Value);
        Assert.Equal(now.Duration.Ms.P95.Estimate, old.Duration.Ms.P95.Estimate);
        // Of a resource's spread cells of before knew nothing.
        Assert.Equal(new MeanInterval(null, null), old.Resources[0].Interval);
        Assert.NotNull(now.Resources[0].Interval!.Value.Lower);
    }

    /// <summary>As wide to a third.</summary>
    private static void AssertNear(MeanInterval expected, MeanInterval actual)
        => Assert.InRange((actual.Upper!.Value - actual.Lower!.Value) / (expected.Upper!.Value - expected.Lower!.Value), 0.75, 1.33);

    private static byte[] ReadGolden(string name, EndpointState written)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Golden", name);
        string? folder = Environment.GetEnvironmentVariable("PIPELINE_GOLDEN_WRITE");
        if (folder is null || File.Exists(path))
            return File.ReadAllBytes(path);
        File.WriteAllBytes(Path.Combine(folder, name), EndpointSnapshot.Write(written));
        return EndpointSnapshot.Write(written);
    }

    /// <summary>An entry a second of three events with weights that fall and rise, as a sampling client sends them.</summary>
    private static EndpointState ApplySampled(EndpointState state, int from, int to)
    {
        for (int entry = from; entry < to; entry++)
        {
            long arrival = Start + (entry * 1_000);
            List<EventRecord> events = [];
            for (int call = 0; call < 3; call++)
            {
                EventRecord record = Sections.Event(arrival, "free", (1 + ((entry + call) % 7)) * 3_000_000);
                record.WeightMicro = 1_000_000 + (2_500_000 * call * (1 + (entry % 4)));
                record.Resources.Set(Resource.CpuTime, 1_000_000 * (1 + ((entry * call) % 5)));
                record.Operations.Add(new OperationUsage("json.dumps", OperationKind.Function, (3 + ((entry + (3 * call)) % 5)) * 1_000));
                if (entry % 2 == 0)
                    record.Operations.Add(new OperationUsage("redis", OperationKind.Dependency, 1_000, 2_000_000));
                events.Add(record);
            }

            state.Apply(new EntryHeader(EntryKind.Section, arrival), Sections.Of(events));
        }

        return state;
    }

    /// <summary>An entry a second; every tenth is a minute late. Those after the snapshot are of the rules of today.</summary>
    private static EndpointState Apply(EndpointState state, int from, int to)
    {
        for (int entry = from; entry < to; entry++)
        {
            long arrival = Start + (entry * 1_000);
            EventRecord record = Sections.Event(
                entry % 10 == 9 ? arrival - 60_000 : arrival, entry % 3 == 0 ? "premium" : "free", (1 + (entry % 7)) * 3_000_000);
            record.Operations.Add(new OperationUsage(entry % 2 == 0 ? "json.dumps" : "redis", OperationKind.Function, (3 + (entry % 5)) * 1_000));
            EntryHeader header = new(EntryKind.Section, arrival) { RulesVersion = entry < EntriesInSnapshot ? (byte)1 : EntryHeader.CurrentRulesVersion };
            state.Apply(header, Sections.Of(record));
        }

        return state;
    }

    private static List<string> Answers(EndpointState state) =>
    [
        .. new[] { EndpointQuery.All, EndpointQuery.Last(30_000), EndpointQuery.Last(150_000), EndpointQuery.Between(Start + 20_000, Start + 90_000) }
            .Select(query => JsonSerializer.Serialize(state.Query("/recommend", query, NothingStored(state, query)))),
    ];

    /// <summary>No store has anything yet: all that is closed is in memory.</summary>
    private static StoredWindows? NothingStored(EndpointState state, EndpointQuery query) =>
        state.ReadFor(query) is { } read ? new StoredWindows(read, []) : null;
}
