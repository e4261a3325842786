using System.Buffers;
using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>Collects the events, tallies and drops of one endpoint and writes them as a section (docs/wire-format.md).</summary>
/// <remarks>
/// Not thread-safe. Writing does not change what was collected; <see cref="Reset"/> empties it and keeps the memory. The same additions
/// in the same order give the same bytes.
/// </remarks>
public sealed class SectionWriter
{
    private static readonly EventError SectionFull = new("", "the section is full");

    private readonly StringTable _segments = new();
    private readonly StringTable _strings = new();
    private readonly EventColumns _columns = new();
    private readonly TallyBuffer _tallies = new();
    private readonly DropBuffer _drops = new();
    private readonly GroupBuffers _groups;
    private readonly SectionAssembler _assembler = new();
    private int _numbersSizeMax;

    /// <summary>A writer for one endpoint's events.</summary>
    /// <exception cref="ArgumentException">The name breaks <see cref="EventLimits.EndpointBytesMax"/> or holds control characters.</exception>
    public SectionWriter(string endpoint)
    {
        _groups = new GroupBuffers(_strings);
        Endpoint = "";
        Reset(endpoint);
    }

    public string Endpoint { get; private set; }

    public int EventCount => _columns.EventCount;

    public int TallyCount => _tallies.Count;

    public int DropCount => _drops.Count;

    /// <summary>Whether there is nothing that could be written.</summary>
    public bool IsEmpty => EventCount == 0 && TallyCount == 0 && DropCount == 0;

    /// <summary>An upper bound of what <see cref="WriteTo"/> will write, known without encoding; what it writes is mostly about half of it.</summary>
    public int SizeBytesMax => EventSizeBound.OfEmptySection + EventSizeBound.Encoded(_numbersSizeMax) + _segments.SizeMax + _strings.SizeMax + _groups.SizeMax;

    /// <summary>Earliest time of an event or start of a second with a tally or drop, Unix ms; <see cref="long.MaxValue"/> while empty.</summary>
    public long MinTimeUnixMs { get; private set; }

    /// <summary>Latest time of an event or start of a second with a tally or drop, Unix ms; <see cref="long.MinValue"/> while empty.</summary>
    public long MaxTimeUnixMs { get; private set; }

    /// <summary>Adds an event; its endpoint is not looked at. Refuses, and changes nothing, if the event is invalid or the section is full.</summary>
    public bool TryAdd(EventRecord record, out EventError error)
        => EventValidator.TryValidate(record, out error) && TryAddValidated(record, out error);

    /// <summary>The same for an event that <see cref="EventValidator"/> has accepted.</summary>
    internal bool TryAddValidated(EventRecord record, out EventError error)
    {
        int size = EventSizeBound.Of(record);
        if (EventCount >= EventLimits.EventsPerSectionMax || !HasRoomFor(size))
        {
            error = SectionFull;
            return false;
        }

        // Claims come last: nothing after them may refuse the event, or its groups would stay claimed for the next one.
        if (!TryGetSegment(record.Segment, out int segment, out error) || !_groups.TryClaim(record, EventCount, out error))
            return false;
        string errorText = record.Error is null ? "" : ErrorText.Fit(record.Error);
        if (errorText.Length > 0)
            _columns.Error.Add(EventCount, _strings.GetOrAdd(errorText));
        _groups.AddClaimed(record, EventCount);
        _columns.Add(record, segment);
        Extend(record.TimeUnixMs, size);
        return true;
    }

    /// <summary>Adds an event that is known to be valid.</summary>
    /// <exception cref="ArgumentException">It is not, or the section is full.</exception>
    public void Add(EventRecord record)
    {
        if (!TryAdd(record, out EventError error))
            throw new ArgumentException(error.ToString(), nameof(record));
    }

    /// <summary>Adds a tally. Refuses, and changes nothing, if it is invalid or the section is full.</summary>
    /// <param name="segment">For whom.</param>
    /// <param name="outcome">How the calls ended.</param>
    /// <param name="unixSecond">The second in which they ended, since 1970.</param>
    /// <param name="count">How many; 1 to <see cref="EventLimits.CountMax"/>.</param>
    /// <param name="error">What was wrong.</param>
    public bool TryAddTally(string segment, Outcome outcome, long unixSecond, long count, out EventError error)
    {
        if (!EventValidator.TryValidateTally(segment, unixSecond, count, out error))
            return false;
        if (TallyCount >= EventLimits.TalliesPerSectionMax || !HasRoomFor(EventSizeBound.OfTally))
        {
            error = SectionFull;
            return false;
        }

        if (!TryGetSegment(segment, out int index, out error))
            return false;
        _tallies.Add(index, outcome, unixSecond, count);
        Extend(unixSecond * 1000, EventSizeBound.OfTally);
        return true;
    }

    /// <summary>Adds a tally that is known to be valid.</summary>
    /// <exception cref="ArgumentException">It is not, or the section is full.</exception>
    public void AddTally(string segment, Outcome outcome, long unixSecond, long count)
    {
        if (!TryAddTally(segment, outcome, unixSecond, count, out EventError error))
            throw new ArgumentException(error.ToString(), nameof(count));
    }

    /// <summary>Adds what was dropped. Refuses, and changes nothing, if it is invalid or the section is full.</summary>
    /// <param name="segment">Whose calls they were.</param>
    /// <param name="cause">Why they were dropped.</param>
    /// <param name="unixSecond">The second in which the calls ended, since 1970.</param>
    /// <param name="events">Details thrown away, their calls tallied nevertheless; 0 to <see cref="EventLimits.CountMax"/>.</param>
    /// <param name="calls">Calls whose tally was lost as well; likewise, and one of the two is not 0.</param>
    /// <param name="error">What was wrong.</param>
    public bool TryAddDrop(string segment, DropCause cause, long unixSecond, long events, long calls, out EventError error)
    {
        DropCounts counts = new(cause, events, calls);
        if (!EventValidator.TryValidateDrop(segment, unixSecond, counts, out error))
            return false;
        if (DropCount >= EventLimits.DropsPerSectionMax || !HasRoomFor(EventSizeBound.OfDrop))
        {
            error = SectionFull;
            return false;
        }

        if (!TryGetSegment(segment, out int index, out error))
            return false;
        _drops.Add(index, unixSecond, counts);
        Extend(unixSecond * 1000, EventSizeBound.OfDrop);
        return true;
    }

    /// <summary>Adds drops that are known to be valid.</summary>
    /// <exception cref="ArgumentException">They are not, or the section is full.</exception>
    public void AddDrop(string segment, DropCause cause, long unixSecond, long events, long calls)
    {
        if (!TryAddDrop(segment, cause, unixSecond, events, calls, out EventError error))
            throw new ArgumentException(error.ToString(), nameof(events));
    }

    /// <summary>Writes the section and returns its size in bytes.</summary>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public int WriteTo(IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ReadOnlySpan<byte> bytes = Assemble();
        destination.Write(bytes);
        return bytes.Length;
    }

    /// <summary>The section as an array of its own.</summary>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public byte[] ToArray() => Assemble().ToArray();

    /// <summary>Forgets everything and starts anew for an endpoint.</summary>
    /// <exception cref="ArgumentException">The name breaks <see cref="EventLimits.EndpointBytesMax"/> or holds control characters.</exception>
    public void Reset(string endpoint)
    {
        if (!EventValidator.TryValidateEndpoint(endpoint, out EventError error))
            throw new ArgumentException(error.ToString(), nameof(endpoint));
        Endpoint = endpoint;
        _segments.Clear();
        _strings.Clear();
        _columns.Clear();
        _tallies.Clear();
        _drops.Clear();
        _groups.Clear();
        _numbersSizeMax = 0;
        MinTimeUnixMs = long.MaxValue;
        MaxTimeUnixMs = long.MinValue;
    }

    /// <summary>The section's bytes, valid until the next call on this writer.</summary>
    internal ReadOnlySpan<byte> Assemble()
    {
        if (IsEmpty)
            throw new InvalidOperationException("A section holds at least one event, tally or drop.");
        return _assembler.Assemble(Endpoint, MinTimeUnixMs, _segments, _strings, _tallies, _drops, _columns, _groups);
    }

    private bool HasRoomFor(int numbersSizeMax)
        => SizeBytesMax + EventSizeBound.Encoded(numbersSizeMax) + 1 + EventSizeBound.OfNewNames <= EventLimits.SectionBytesMax
            && _segments.Count + _strings.Count + EventSizeBound.NewNamesMax <= EventLimits.StringsPerSectionMax;

    private bool TryGetSegment(string segment, out int index, out EventError error)
    {
        index = _segments.GetOrAdd(segment, EventLimits.SegmentsPerSectionMax);
        error = index >= 0 ? EventError.None : new EventError("segment", "is one too many for this batch");
        return index >= 0;
    }

    private void Extend(long timeUnixMs, int numbersSizeMax)
    {
        MinTimeUnixMs = Math.Min(MinTimeUnixMs, timeUnixMs);
        MaxTimeUnixMs = Math.Max(MaxTimeUnixMs, timeUnixMs);
        _numbersSizeMax += numbersSizeMax;
    }
}
