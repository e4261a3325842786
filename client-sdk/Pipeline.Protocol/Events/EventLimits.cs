namespace Pipeline.Protocol.Events;

/// <summary>The bounds of everything that enters: names, numbers, sections, batches. Both directions of every format use these.</summary>
public static class EventLimits
{
    /// <summary>UTF-8 bytes of an endpoint's name.</summary>
    public const int EndpointBytesMax = 256;

    /// <summary>UTF-8 bytes of a segment's name.</summary>
    public const int SegmentBytesMax = 128;

    /// <summary>UTF-8 bytes of an operation's or value's name.</summary>
    public const int NameBytesMax = 256;

    /// <summary>UTF-8 bytes kept of an error text; more is cut at a character.</summary>
    public const int ErrorBytesMax = 256;

    public const int OperationsPerEventMax = 256;
    public const int ValuesPerEventMax = 64;

    /// <summary>Unix ms; 1970-01-01.</summary>
    public const long TimeUnixMsMin = 0;

    /// <summary>Unix ms; the last millisecond of the year 9999.</summary>
    public const long TimeUnixMsMax = 253_402_300_799_999;

    /// <summary>Calls that one event or one tally may stand for; also the events, and the calls, of one drop.</summary>
    public const long CountMax = 1_000_000_000;

    /// <summary>Millionths: a weight of one.</summary>
    public const long WeightMicroMin = 1_000_000;

    /// <summary>Millionths: a weight of a million.</summary>
    public const long WeightMicroMax = 1_000_000_000_000;

    /// <summary>Largest amount of a resource, duration, operation time or milli-calls: 2^53, exact in every JSON reader. 104 days in ns.</summary>
    public const long AmountMax = 1L << 53;

    /// <summary>Largest magnitude of a value in millionths: 10^12 units.</summary>
    public const long ValueMicroMax = 1_000_000_000_000_000_000;

    public const int EventsPerSectionMax = 65_536;
    public const int TalliesPerSectionMax = 65_536;
    public const int DropsPerSectionMax = 65_536;

    /// <summary>Distinct segments within one section.</summary>
    public const int SegmentsPerSectionMax = 4_096;

    /// <summary>Distinct (operation, kind) pairs within one section.</summary>
    public const int OperationGroupsPerSectionMax = 4_096;

    /// <summary>Distinct (value, kind) pairs within one section.</summary>
    public const int ValueGroupsPerSectionMax = 1_024;

    /// <summary>Strings in a section's dictionary.</summary>
    public const int StringsPerSectionMax = 131_072;

    /// <summary>
    /// Operations over all events of a section, and likewise values. A few bytes can claim the same operation for every event;
    /// this bounds the work that a small section can ask for.
    /// </summary>
    public const int EntriesPerSectionMax = 1_048_576;

    public const int SectionBytesMax = 8 * 1_024 * 1_024;
    public const int SectionsPerBatchMax = 4_096;
    public const int BatchBytesMax = 8 * 1_024 * 1_024;
}
