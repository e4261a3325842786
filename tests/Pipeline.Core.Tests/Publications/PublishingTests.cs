using Pipeline.Core.Endpoints;
using Pipeline.Core.Publications;
using Pipeline.Core.Segments;
using Pipeline.Core.Tests.Endpoints;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Publications;

/// <summary>What endpoints publish and segments add up is what the endpoints have, whatever comes late and in whatever order.</summary>
public sealed class PublishingTests
{
    private const long Start = 1_800_000_000_000;

    private static readonly string[] s_segments = ["free", "premium", "trial"];
    private static readonly WindowOptions s_small = new([new(1_000, 4), new(10_000, 6), new(60_000, 8)]);
    private static readonly WindowOptions s_smallLonger = new([new(1_000, 6), new(10_000, 9), new(60_000, 12)]);
    private static readonly WindowOptions s_other = new([new(2_000, 5), new(20_000, 6)]);
    private static readonly WindowOptions s_single = new([new(5_000, 9)]);
    private static readonly EndpointOptions s_segmentOptions =
        new() { AllowedLatenessMs = 15_000, Windows = new WindowOptions([new(10_000, 9), new(60_000, 10)]) };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void TryApply_RandomEndpointsAndOrders_SegmentsAreTheMerge(int seed)
    {
        Random random = new(seed);
        SimpleWorld world = new(random, s_segments, s_segmentOptions);
        for (int endpoint = 0; endpoint < 3; endpoint++)
            world.Endpoints.Add(new EndpointState(new EndpointOptions { Windows = s_small }));
        long now = Start;
        for (int entry = 0; entry < 200; entry++)
        {
            now += random.Next(3_000);
            EndpointState endpoint = world.Endpoints[random.Next(3)];
            Apply(random, endpoint, now, changesWidths: false);
            world.DeliverSome();
            if (entry % 20 == 19)
            {
                world.DeliverAll();
                world.AssertAllEqual($"seed {seed}, entry {entry}");
                world.AssertWindowsEqual($"seed {seed}, entry {entry}");
            }
        }

        Assert.True(world.ComparedWindows > 100, "Hardly any window was retained by all: the test tests nothing.");
        Assert.True(world.LateEvents > 0, "Nothing came late: the test tests nothing.");
        Assert.True(world.LoadedWindows > 0, "No stored window was changed: the test tests nothing.");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void TryApply_OptionsChangeWidths_LifetimesAreTheMerge(int seed)
    {
        Random random = new(seed);
        SimpleWorld world = new(random, s_segments, s_segmentOptions);
        for (int endpoint = 0; endpoint < 2; endpoint++)
            world.Endpoints.Add(new EndpointState(new EndpointOptions { Windows = s_small }));
        long now = Start;
        for (int entry = 0; entry < 150; entry++)
        {
            now += random.Next(4_000);
            Apply(random, world.Endpoints[random.Next(2)], now, changesWidths: true);
            world.DeliverSome();
            if (entry % 15 != 14)
                continue;
            world.DeliverAll();
            world.AssertAllEqual($"seed {seed}, entry {entry}");
        }
    }

    [Fact]
    public void Apply_EventsOfAnOpenWindow_PublishNothingBeforeItCloses()
    {
        EndpointState state = new();
        Append(state, Start, Sections.Event(Start), Sections.Event(Start + 2_000));
        Append(state, Start + 9_000, Sections.Event(Start + 9_000));
        Assert.True(state.Publications.IsEmpty);
        Append(state, Start + 11_000, Sections.Event(Start + 500));
        Assert.True(state.Publications.IsEmpty);

        Append(state, Start + 20_000, Sections.Event(Start + 20_000));

        Publication publication = ReadOnly(state);
        Assert.Equal((10_000, Start, 4), Describe(Assert.Single(publication.Items)));
        Assert.Equal(1, state.Publications.LastNumber(0));
    }

    [Fact]
    public void Apply_LateEventOfAPublishedWindow_IsPublishedByItself()
    {
        EndpointState state = new();
        Append(state, Start, Sections.Event(Start));
        Append(state, Start + 60_000, Sections.Event(Start + 60_000));
        Append(state, Start + 60_000, Sections.Event(Start + 3_000), Sections.Event(Start + 4_000));

        Assert.Equal(2, state.Publications.LastNumber(0));
        Publication late = Publication.TryRead(state.Publications.Take(0, 2, 1)[0].Span)!;
        Assert.Equal([(10_000, Start, 1), (10_000, Start, 1)], late.Items.Select(item => Describe(item)));
    }

    [Fact]
    public void Apply_EventOlderThanThePublishedTier_IsPublishedAtTheTierThatTakesIt()
    {
        EndpointState state = new();
        Append(state, Start, Sections.Event(Start));
        Append(state, Start + 3_600_000, Sections.Event(Start + 3_600_000));
        Append(state, Start + 3_600_000, Sections.Event(Start + 70_000));

        Publication late = Publication.TryRead(state.Publications.Take(0, state.Publications.LastNumber(0), 1)[0].Span)!;
        Assert.Equal((60_000, Start + 60_000, 1), Describe(Assert.Single(late.Items)));
    }

    [Fact]
    public void Apply_TallyOfAPublishedWindow_TakesBackTheEstimateItReplaces()
    {
        EndpointState state = new();
        Append(state, Start, Sections.Event(Start));
        Append(state, Start + 300_000, Sections.Event(Start + 300_000));
        state.Apply(new EntryHeader(EntryKind.Section, Start + 300_000), Sections.Of([], [new Tally(Start / 1_000, 1)]));

        Publication late = Publication.TryRead(state.Publications.Take(0, 2, 1)[0].Span)!;
        Cell cell = Assert.Single(late.Items).Cell;
        Assert.Equal(-1_000_000, (long)cell.Untallied.CallsMicro);
        Assert.Equal(1, cell.TallyOk);
    }

    [Fact]
    public void Apply_Acknowledgement_FreesUpToItsNumberAndNothingElse()
    {
        EndpointState state = new();
        for (int window = 0; window < 6; window++)
            Append(state, Start + (window * 20_000), Sections.Event(Start + (window * 20_000)));
        Assert.Equal((1, 5), (state.Publications.OldestNumber(0), state.Publications.LastNumber(0)));

        Acknowledge(state, new PublicationMark(0, 3));
        Assert.Equal((4, 5), (state.Publications.OldestNumber(0), state.Publications.LastNumber(0)));
        Acknowledge(state, new PublicationMark(0, 2));
        Acknowledge(state, new PublicationMark(0, 6));
        Acknowledge(state, new PublicationMark(7, 1));
        Assert.Equal((4, 5), (state.Publications.OldestNumber(0), state.Publications.LastNumber(0)));
        Assert.Equal(2, state.Publications.Take(0, 4, long.MaxValue).Count);
        Acknowledge(state, new PublicationMark(0, 5));
        Assert.True(state.Publications.IsEmpty);
        Assert.Equal(5, state.Publications.LastNumber(0));
        Assert.Equal(ApplyStatus.Unreadable, state.Apply(new EntryHeader(EntryKind.PublicationsAcknowledged, Start), [9]).Status);
    }

    [Fact]
    public void Take_MoreThanFits_GivesAtLeastOne()
    {
        EndpointState state = new();
        for (int window = 0; window < 6; window++)
            Append(state, Start + (window * 20_000), Sections.Event(Start + (window * 20_000)));
        Assert.Single(state.Publications.Take(0, 2, 1));
        Assert.Equal(4, state.Publications.Take(0, 2, long.MaxValue).Count);
        Assert.Empty(state.Publications.Take(0, 6, long.MaxValue));
        Acknowledge(state, new PublicationMark(0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => state.Publications.Take(0, 3, 1));
    }

    [Fact]
    public void Apply_OneEntryOfManyWindows_MakesPublicationsOfBoundedSize()
    {
        EndpointState state = new();
        Append(state, Start, [.. Enumerable.Range(0, 12_000).Select(window => Sections.Event(Start - (window * 10_000L)))]);
        Append(state, Start + 20_000, Sections.Event(Start + 20_000));

        long last = state.Publications.LastNumber(0);
        Assert.InRange(last, 2, 12);
        IReadOnlyList<ReadOnlyMemory<byte>> publications = state.Publications.Take(0, 1, long.MaxValue);
        Assert.All(publications, bytes => Assert.InRange(bytes.Length, 1, 300_000));
        Assert.Equal(12_000, publications.Sum(bytes => Publication.TryRead(bytes.Span)!.Items.Sum(item => item.Cell.Events)));
        Assert.Equal(publications.Sum(bytes => (long)bytes.Length), state.Publications.SizeBytes);
    }

    [Fact]
    public void TryRead_SnapshotOfBeforePublications_SaysThatTheyBeginLate()
    {
        byte[] earlier = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "snapshot-v1.bin"));
        Assert.True(EndpointSnapshot.TryRead(earlier, out EndpointState? restored, out SnapshotFault fault), fault.ToString());
        Assert.True(restored!.Publications.BeginsLate);
        long later = restored.LatestUnixMs!.Value + 60_000;
        Append(restored, later, Sections.Event(later));
        Publication first = Publication.TryRead(restored.Publications.Take(0, 1, 1)[0].Span)!;
        Assert.True(first.BeginsLate);
        SegmentState segment = new();
        segment.TryApply(new Publisher("e", "free"), 1, first);
        Assert.True(segment.Counters.IsIncomplete);
    }

    private static void Apply(Random random, EndpointState state, long now, bool changesWidths)
    {
        RandomEvents draw = new(random);
        switch (random.Next(20))
        {
            case 0:
                state.Apply(new EntryHeader(EntryKind.IdleClosed, now), []);
                break;
            case 1:
                WindowOptions windows = (changesWidths ? random.Next(5) : random.Next(2)) switch
                {
                    0 => s_small,
                    1 => s_smallLonger,
                    2 => s_other,
                    3 => s_single,
                    _ => WindowOptions.Default,
                };
                EndpointOptions options = new() { AllowedLatenessMs = random.Next(4) * 1_000, Windows = windows };
                state.Apply(new EntryHeader(EntryKind.OptionsChanged, now), EndpointOptionsCodec.Write(options));
                break;
            default:
                IEnumerable<EventRecord> events = Enumerable.Range(0, random.Next(1, 12))
                    .Select(_ => draw.Draw(now - (long)(Math.Pow(random.NextDouble(), 3) * 300_000)));
                IEnumerable<Tally> tallies = Enumerable.Range(0, random.Next(4))
                    .Select(_ => new Tally((now / 1_000) - random.Next(200), random.Next(1, 50), s_segments[random.Next(3)]));
                IEnumerable<Drop> drops = Enumerable.Range(0, random.Next(3)).Select(_ => new Drop(
                    (now / 1_000) - random.Next(200), (DropCause)random.Next(DropCauses.Count), random.Next(50), 1, s_segments[random.Next(3)]));
                state.Apply(new EntryHeader(EntryKind.Section, now), Sections.Of(events, tallies, drops));
                break;
        }
    }

    private static void Append(EndpointState state, long now, params EventRecord[] events) =>
        state.Apply(new EntryHeader(EntryKind.Section, now), Sections.Of(events));

    private static void Acknowledge(EndpointState state, PublicationMark mark) =>
        state.Apply(new EntryHeader(EntryKind.PublicationsAcknowledged, Start), AcknowledgementCodec.Write([mark]));

    private static Publication ReadOnly(EndpointState state) =>
        Publication.TryRead(Assert.Single(state.Publications.Take(0, 1, long.MaxValue)).Span)!;

    private static (long WidthMs, long StartUnixMs, long Events) Describe(in PublicationItem item) =>
        (item.WidthMs, item.StartUnixMs, item.Cell.Events);
}
