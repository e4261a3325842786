using System.Buffers;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Core.Tests.Endpoints;

/// <summary>Builds validated sections for tests.</summary>
internal static class Sections
{
    public const string Endpoint = "/recommend";

    public static byte[] Of(params IEnumerable<EventRecord> events) => Of(events, []);

    public static byte[] Of(IEnumerable<EventRecord> events, IEnumerable<Tally> tallies) => Of(events, tallies, []);

    public static byte[] Of(IEnumerable<EventRecord> events, IEnumerable<Tally> tallies, IEnumerable<Drop> drops)
    {
        SectionWriter writer = new(Endpoint);
        foreach (EventRecord record in events)
            writer.Add(record);
        foreach (Tally tally in tallies)
            writer.AddTally(tally.Segment, tally.Outcome, tally.UnixSecond, tally.Count);
        foreach (Drop drop in drops)
            writer.AddDrop(drop.Segment, drop.Cause, drop.UnixSecond, drop.Events, drop.Calls);
        ArrayBufferWriter<byte> buffer = new();
        writer.WriteTo(buffer);
        byte[] section = buffer.WrittenSpan.ToArray();
        Assert.True(SectionValidator.TryValidate(section, out _, out WireError error), error.ToString());
        return section;
    }

    public static EventRecord Event(long timeUnixMs, string segment = "free", long durationNs = 5_000_000)
        => new() { TimeUnixMs = timeUnixMs, Segment = segment, DurationNs = durationNs };
}
