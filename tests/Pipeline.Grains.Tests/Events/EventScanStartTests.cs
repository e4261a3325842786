using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Core.Endpoints;
using Pipeline.EventLog;
using Pipeline.EventLog.Sqlite;
using Pipeline.Grains.Events;
using Pipeline.Testing;

namespace Pipeline.Grains.Tests.Events;

/// <summary>A page about a late time does not read a long log from its start.</summary>
public sealed class EventScanStartTests
{
    private const string Name = "/recommend";
    private const int EntryCount = 600;

    private static readonly StreamName s_stream = EndpointStream.NameOf(Name);

    [Fact]
    public async Task Read_LateRange_SkipsWhatCameEarlierAndMissesNothing()
    {
        using TemporaryDirectory directory = new();
        ManualTimeProvider clock = new();
        await using SqliteEventLog log = await SqliteEventLog.OpenAsync(
            new SqliteEventLogOptions { DataDirectory = directory.Path }, clock, NullLoggerFactory.Instance);
        long start = clock.GetUtcNow().ToUnixTimeMilliseconds();
        for (int minute = 0; minute < EntryCount; minute++)
            await AppendAsync(log, clock, minute);

        // The events of one minute: one that came in time, one that came as early as is accepted, and a late one at the very end.
        long from = start + (500 * 60_000);
        EventPage page = (await new EventScan(log, new EventQuery(Name, from, from + 60_000)).ReadAsync(default))!;

        Assert.Equal([from, from, from], page.Events.Select(record => record.TimeUnixMs));
        Assert.Null(page.Next);
        Assert.InRange(page.ScannedEntries, 100, 120);
    }

    private static async Task AppendAsync(SqliteEventLog log, ManualTimeProvider clock, int minute)
    {
        DateTimeOffset time = minute switch
        {
            498 => clock.GetUtcNow() + TimeSpan.FromMinutes(2),
            EntryCount - 1 => clock.GetUtcNow() - TimeSpan.FromMinutes(EntryCount - 1 - 500),
            _ => clock.GetUtcNow(),
        };
        EntryHeader header = new(EntryKind.Section, clock.GetUtcNow().ToUnixTimeMilliseconds());
        await log.AppendAsync(s_stream, new Offset(minute), new EntryParts(EntryCodec.CreateHeader(header), Sections.Of(Name, time)));
        clock.Jump(clock.GetUtcNow() + TimeSpan.FromMinutes(1));
    }
}
