using Pipeline.Core.Endpoints;
using Pipeline.EventLog;
using Pipeline.EventLog.Memory;
using Pipeline.Grains.Events;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;
using Pipeline.Protocol.Wire;

namespace Pipeline.Grains.Tests.Events;

/// <summary>Pages of events out of a log: order, filters, bounds, repeats, retention.</summary>
public sealed class EventScanTests : IAsyncDisposable
{
    private const string Name = "/recommend";
    private const long Start = 1_770_000_000_000;

    private static readonly StreamName Stream = EndpointStream.NameOf(Name);

    private readonly InMemoryEventLog _log = new();
    private long _nextTime = Start;

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Fact]
    public async Task Read_UnknownEndpoint_IsNull() => Assert.Null(await new EventScan(_log, new EventQuery(Name)).ReadAsync(default));

    [Fact]
    public async Task Read_WholeLog_GivesEveryEventInOrder()
    {
        for (int entry = 0; entry < 5; entry++)
            await AppendAsync(3);

        EventPage page = await ReadAsync(new EventQuery(Name));

        Assert.Equal(Enumerable.Range(0, 15).Select(index => Start + index), page.Events.Select(record => record.TimeUnixMs));
        Assert.Null(page.Next);
        Assert.Equal((5, 0), (page.ScannedEntries, page.RemovedEntries));
        Assert.Equal(Start, page.RetainedFromUnixMs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(1_000)]
    public async Task Read_PageByPage_GivesWhatOnePassGives(int countMax)
    {
        Random random = new(countMax);
        for (int entry = 0; entry < 300; entry++)
            await AppendAsync(random.Next(1, 12));

        List<long> times = [];
        EventPosition? next = EventPosition.Start;
        while (next is { } start)
        {
            EventPage page = await ReadAsync(new EventQuery(Name, CountMax: countMax, Start: start));
            Assert.True(page.Events.Count <= countMax);
            times.AddRange(page.Events.Select(record => record.TimeUnixMs));
            next = page.Next;
        }

        Assert.Equal(Enumerable.Range(0, (int)(_nextTime - Start)).Select(index => Start + index), times);
    }

    [Fact]
    public async Task Read_TimesAndSegment_GivesThoseEventsOnly()
    {
        for (int entry = 0; entry < 20; entry++)
            await AppendAsync(10);

        EventPage page = await ReadAsync(new EventQuery(Name, Start + 35, Start + 45, "free"));

        Assert.Equal([35, 37, 39, 41, 43], page.Events.Select(record => record.TimeUnixMs - Start));
        Assert.All(page.Events, record => Assert.Equal("free", record.Segment));
    }

    [Fact]
    public async Task Read_EntryWrittenTwice_AppearsOnce()
    {
        BatchIdentity identity = new(new SourceIdentity(Sections.Source, Start), 7);
        await AppendAsync(2, identity);
        await AppendAsync(3);
        _nextTime = Start;
        await AppendAsync(2, identity);

        Assert.Equal(5, (await ReadAsync(new EventQuery(Name))).Events.Count);
        EventPage behind = await ReadAsync(new EventQuery(Name, Start: new EventPosition(new Offset(2), 0)));
        Assert.Empty(behind.Events);
    }

    [Fact]
    public async Task Read_ManyEntriesWithIdentity_AreAllDifferent()
    {
        for (ulong sequence = 0; sequence < 1_000; sequence++)
            await AppendAsync(1, new BatchIdentity(new SourceIdentity(Sections.Source, Start), sequence));
        Assert.Equal(1_000, (await ReadAsync(new EventQuery(Name, CountMax: 1_000))).Events.Count);
    }

    [Fact]
    public async Task Read_EventTooFarAheadOfItsArrival_IsLeftOut()
    {
        await AppendAsync(1);
        _nextTime += 3_600_000;
        await AppendAsync(1, arrivalUnixMs: Start);
        Assert.Single((await ReadAsync(new EventQuery(Name))).Events);
    }

    [Fact]
    public async Task Read_OtherEntries_AreNoEvents()
    {
        await AppendAsync(1);
        await AppendAsync(new EntryHeader(EntryKind.IdleClosed, Start), []);
        await AppendAsync(1);
        EventPage page = await ReadAsync(new EventQuery(Name));
        Assert.Equal((2, 3), (page.Events.Count, page.ScannedEntries));
    }

    [Fact]
    public async Task Read_AfterRetention_BeginsWithTheOldestEntryLeft()
    {
        for (int entry = 0; entry < 10; entry++)
            await AppendAsync(1);
        _log.RemoveBefore(Stream, new Offset(6));

        EventPage page = await ReadAsync(new EventQuery(Name, Start: new EventPosition(new Offset(2), 0)));

        Assert.Equal([6, 7, 8, 9], page.Events.Select(record => record.TimeUnixMs - Start));
        Assert.Equal((6, Start + 6), (page.RemovedEntries, page.RetainedFromUnixMs));
    }

    [Fact]
    public async Task Read_EverythingRemoved_IsAnEmptyPage()
    {
        await AppendAsync(1);
        _log.RemoveBefore(Stream, new Offset(1));
        EventPage page = await ReadAsync(new EventQuery(Name));
        Assert.Empty(page.Events);
        Assert.Equal((null, 1), (page.RetainedFromUnixMs, page.RemovedEntries));
    }

    [Fact]
    public async Task Read_MuchThatIsNotWanted_EndsThePageEarly()
    {
        for (int entry = 0; entry < 10; entry++)
            await AppendAsync(1, padBytes: 8_000_000);

        EventQuery query = new(Name, FromUnixMs: Start + 9);
        EventPage first = await ReadAsync(query);
        Assert.Empty(first.Events);
        Assert.InRange(first.ScannedBytes, EventScan.ScannedBytesMax, EventScan.ScannedBytesMax + 8_100_000);

        EventPage second = await ReadAsync(query with { Start = first.Next!.Value });
        Assert.Single(second.Events);
        Assert.Null(second.Next);
    }

    [Fact]
    public async Task Read_EventsOfManyOperations_EndThePageEarly()
    {
        for (int entry = 0; entry < 5; entry++)
            await AppendAsync(200, operationCount: 256);

        List<EventRecord> events = [];
        EventPosition? next = EventPosition.Start;
        int pages = 0;
        for (; next is { } start; pages++)
        {
            EventPage page = await ReadAsync(new EventQuery(Name, CountMax: 1_000, Start: start));
            events.AddRange(page.Events);
            next = page.Next;
        }

        Assert.Equal(3, pages);
        Assert.Equal(1_000, events.Count);
        Assert.All(events, record => Assert.Equal(256, record.Operations.Count));
    }

    [Fact]
    public async Task Read_DamagedEntry_Throws()
    {
        await AppendAsync(1);
        _log.DamageEntry(Stream, Offset.Start);
        await Assert.ThrowsAsync<EventLogException>(() => ReadAsync(new EventQuery(Name)));
    }

    [Fact]
    public async Task Read_StartBehindTheHead_IsOutOfRange()
    {
        await AppendAsync(1);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ReadAsync(new EventQuery(Name, Start: new EventPosition(new Offset(2), 0))));
    }

    private async Task<EventPage> ReadAsync(EventQuery query) => (await new EventScan(_log, query).ReadAsync(default))!;

    /// <summary>An entry of events a millisecond apart, <c>premium</c> and <c>free</c> in turn.</summary>
    private Task AppendAsync(
        int eventCount, BatchIdentity? identity = null, long? arrivalUnixMs = null, int operationCount = 0, int padBytes = 0)
    {
        long first = _nextTime;
        SectionWriter writer = new(Name);
        for (int index = 0; index < eventCount; index++)
        {
            EventRecord record = new() { TimeUnixMs = _nextTime, Endpoint = Name, Segment = _nextTime++ % 2 == 0 ? "premium" : "free" };
            for (int operation = 0; operation < operationCount; operation++)
                record.Operations.Add(new OperationUsage($"f{operation}", OperationKind.Function, 1_000));
            writer.Add(record);
        }

        return AppendAsync(new EntryHeader(EntryKind.Section, arrivalUnixMs ?? first, identity), writer.ToArray(), padBytes);
    }

    private async Task AppendAsync(EntryHeader header, byte[] body, int padBytes = 0)
    {
        // Padding stands for a large section: the scan counts bytes and a section says itself how long it is.
        Offset head = await _log.GetHeadAsync(Stream);
        AppendOutcome outcome = await _log.AppendAsync(Stream, head, new EntryParts(EntryCodec.CreateHeader(header), body.Concat(new byte[padBytes]).ToArray()));
        Assert.True(outcome.IsCommitted);
    }
}
