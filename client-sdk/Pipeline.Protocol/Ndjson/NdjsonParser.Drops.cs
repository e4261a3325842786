using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Ndjson;

/// <summary>Lines that say what was dropped.</summary>
public sealed partial class NdjsonParser
{
    /// <summary>What the line read last dropped, if it was a <see cref="NdjsonLineKind.Drop"/>.</summary>
    public DropCounts Drop { get; private set; }

    private bool TryDropped(ref JsonCursor cursor)
    {
        if (cursor.Peek() != JsonToken.Object)
            return Refuse("dropped", "must be an object");
        DropCounts counts = default;
        DropMembers named = default;
        cursor.TryEnterObject();
        bool isFirst = true;
        while (cursor.TryNextMember(ref isFirst, out ReadOnlySpan<byte> name))
        {
            DropMembers member = FindDropMember(name);
            if (member == default)
                return Refuse("dropped." + Quote(name), "is not a known field");
            if ((named & member) != 0)
                return Refuse("dropped." + Quote(name), "occurs twice");
            named |= member;
            if (!TryDropMember(ref cursor, member, ref counts))
                return false;
        }

        if (cursor.HasFailed)
            return RefuseSyntax(cursor, "dropped");
        Drop = counts;
        return (named & DropMembers.Cause) != 0 || Refuse("dropped.cause", "is missing");
    }

    private bool TryDropMember(ref JsonCursor cursor, DropMembers member, ref DropCounts counts)
    {
        long number;
        switch (member)
        {
            case DropMembers.Cause:
                if (!TryText(ref cursor, "dropped.cause", out ReadOnlySpan<byte> text))
                    return false;
                bool isCause = DropCauses.TryParse(text, out DropCause cause);
                counts = counts with { Cause = cause };
                return isCause || Refuse("dropped.cause", "must be buffer_full, backlog_full, spool_full, refused, expired or invalid");
            case DropMembers.Events:
                bool hasEvents = TryWhole(ref cursor, "dropped.events", out number);
                counts = counts with { Events = number };
                return hasEvents;
            default:
                bool hasCalls = TryWhole(ref cursor, "dropped.calls", out number);
                counts = counts with { Calls = number };
                return hasCalls;
        }
    }

    private NdjsonLineKind ConcludeDrop(EventRecord record)
    {
        if ((_given & ~DropFields) != 0)
            Refuse("dropped", "goes with time, endpoint and segment only");
        else if (EventValidator.TryValidateDrop(record.Segment, record.TimeUnixMs / 1000, Drop, out _error))
            return NdjsonLineKind.Drop;
        return NdjsonLineKind.Invalid;
    }

    private static DropMembers FindDropMember(ReadOnlySpan<byte> name)
        => name.SequenceEqual("cause"u8) ? DropMembers.Cause
            : name.SequenceEqual("events"u8) ? DropMembers.Events
            : name.SequenceEqual("calls"u8) ? DropMembers.Calls
            : default;

    [Flags]
    private enum DropMembers : byte
    {
        Cause = 1,
        Events = 2,
        Calls = 4,
    }
}
