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
