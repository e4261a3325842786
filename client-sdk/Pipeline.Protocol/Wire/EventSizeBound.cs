using System.Runtime.InteropServices;
using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>What an event's numbers can add to a section at most, so that a writer knows before encoding that the result will fit.</summary>
/// <remarks>Counts each number as a plain varint, unscaled; <see cref="Encoded"/> adds what the encoder may take beyond that.</remarks>
internal static class EventSizeBound
{
    /// <summary>Header, endpoint, checksum and the headers of all event columns.</summary>
    public const int OfEmptySection = 1_024;

    /// <summary>Segment and outcome 2, second 6, count 5.</summary>
    public const int OfTally = 13;

    /// <summary>Segment and cause 3, second 6, events 5, calls 5.</summary>
    public const int OfDrop = 19;

    /// <summary>Bytes of a dictionary entry besides its text: the end offset.</summary>
    public const int OfString = 4;

    /// <summary>A group's own bytes: name, kind, presence and four column headers with lengths.</summary>
    public const int OfGroup = 48;

    /// <summary>As many strings as one event may add: its names, segment and error text.</summary>
    public const int NewNamesMax = EventLimits.OperationsPerEventMax + EventLimits.ValuesPerEventMax + 2;

    /// <summary>All that one event's names can add: as many new groups as an event may have, with the longest names, segment and error text.</summary>
    public const int OfNewNames = ((EventLimits.OperationsPerEventMax + EventLimits.ValuesPerEventMax) * (EventLimits.NameBytesMax + OfString + OfGroup))
        + EventLimits.SegmentBytesMax + EventLimits.ErrorBytesMax + (2 * OfString);

    /// <summary>A slot in a presence list takes at most three bytes as positions stay below 65,536.</summary>
    private const int Presence = 3;

    /// <summary>What numbers of this size as varints can take in the encoding that is chosen.</summary>
    public static int Encoded(int varintSize) => varintSize + (varintSize / ColumnEncoder.PackedToleranceDivisor);

    /// <summary>The event's numbers as varints.</summary>
    public static int Of(EventRecord record)
    {
        // Time, segment, outcome, count and weight are always there.
        int size = 7 + 3 + 1 + 5 + 6 + Optional(record.DurationNs);
        if (record.Error is not null)
            size += Presence + 3;
        if (!record.TraceId.IsNone)
            size += Presence + TraceId.Size;
        if (!record.SpanId.IsNone)
            size += Presence + SpanId.Size;
        for (int resource = 0; resource < ResourceUsage.ResourceCount; resource++)
            size += Optional(record.Resources[(Resource)resource]);
        foreach (ref readonly OperationUsage operation in CollectionsMarshal.AsSpan(record.Operations))
        {
            size += Presence + Number(operation.CallsMilli) + Optional(operation.TimeNs) + Optional(operation.SelfTimeNs)
                + Optional(operation.Errors);
        }

        foreach (ref readonly EventValue value in CollectionsMarshal.AsSpan(record.Values))
            size += Presence + Number(value.AmountMicro);
        return size;
    }

    private static int Optional(long? value) => value is { } number ? Presence + Number(number) : 0;

    /// <summary>One bit more than the number, in case another one of the column is negative.</summary>
    private static int Number(long value) => Varint.Size(Varint.ToZigzag(value));
}
