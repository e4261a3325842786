using System.Text;
using Pipeline.Core.Catalog;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Silo.Ingest.Overflow;

/// <summary>Merges the sections of names without a place into one section for the endpoint <c>__other__</c>.</summary>
/// <remarks>
/// <para>
/// One, because a stream recognises a batch by its identity: of several sections with the same it would count the first only. Where the
/// limits of a section force several, <see cref="OverflowIdentity"/> gives each its own. The same sections in the same order give the same
/// parts, byte for byte, so a repeated batch is recognised part by part.
/// </para>
/// <para>
/// A section with any tally comes from a source that tallies: its tallies count all its calls, in this section or a neighbouring one. The
/// events of others are tallied here (<see cref="TalliedCalls"/>). Columns this program does not know are left out. Not thread-safe.
/// </para>
/// </remarks>
internal sealed class OverflowMerger(RejectionList rejected)
{
    /// <summary>Parts of one request; sections full of ever new names of values could otherwise take hundreds of identities each.</summary>
    private const int PartCountMax = 256;

    /// <summary>Events decoded at a time: a section's columns are decoded anew for each portion, and a record takes some 300 bytes.</summary>
    private const int DecodedAtOnce = 8_192;

    private readonly SectionEventDecoder _decoder = new();
    private readonly List<EventRecord> _records = [];
    private readonly List<OverflowPart> _parts = [];
    private readonly TalliedCalls _tallied = new();
    private SectionWriter _writer = new(CatalogLimits.Other);
    private List<OverflowOrigin> _events = [];
    private List<OverflowOrigin> _tallies = [];

    /// <summary>Adds a section that has been validated.</summary>
    /// <param name="number">Its number in the request.</param>
    /// <param name="section">The section.</param>
    public void Add(int number, in SectionToAppend section)
    {
        SectionReader reader = new(section.Bytes.Span);
        int eventCount = reader.EventCount;
        bool hasTallies = reader.TallyCount > 0;
        for (int first = 0; first < eventCount;)
        {
            _records.Clear();
            int next = _decoder.Decode(section.Bytes.Span, new EventSelection(first, DecodedAtOnce, long.MinValue, long.MaxValue, null), _records);
            for (int index = 0; index < _records.Count; index++)
            {
                if (TryAdd(_records[index], number, first + index, section) && !hasTallies)
                    _tallied.Add(_records[index]);
            }

            first = next;
        }

        if (hasTallies)
            AddTallies(number, section);
        AddDrops(section);
    }

    /// <summary>The sections for <c>__other__</c>; mostly one, none if every event was rejected.</summary>
    public IReadOnlyList<OverflowPart> Finish()
    {
        foreach ((string segment, long second, Outcome outcome, long count) in _tallied.ToTallies())
            TryAddTally(segment, outcome, second, count, origin: null);
        Close();
        return _parts;
    }

    private bool TryAdd(EventRecord record, int number, int index, in SectionToAppend section)
    {
        if (!_writer.TryAdd(record, out EventError error) && !TryStartPart(writer => writer.TryAdd(record, out error)))
        {
            rejected.Add(Reject(section, error, @event: index), 1);
            return false;
        }

        _events.Add(new OverflowOrigin(number, index));
        return true;
    }

    private void AddTallies(int number, in SectionToAppend section)
    {
        SectionReader reader = new(section.Bytes.Span);
        int index = 0;
        foreach (TallyEntry tally in reader.Tallies)
        {
            string segment = Encoding.UTF8.GetString(reader.GetUtf8(tally.SegmentIndex));
            if (!TryAddTally(segment, tally.Outcome, tally.UnixSecond, tally.Count, new OverflowOrigin(number, index)))
                rejected.Add(Reject(section, new EventError("", "overflow-limit"), tally: index), 1);
            index++;
        }
    }

    private void AddDrops(in SectionToAppend section)
    {
        SectionReader reader = new(section.Bytes.Span);
        foreach (DropEntry drop in reader.Drops)
        {
            string segment = Encoding.UTF8.GetString(reader.GetUtf8(drop.SegmentIndex));
            if (!TryAddDrop(_writer, segment, drop) && !TryStartPart(writer => TryAddDrop(writer, segment, drop)))
                rejected.Add(Reject(section, new EventError("", "overflow-limit")), 1);
        }

        static bool TryAddDrop(SectionWriter writer, string segment, DropEntry drop) =>
            writer.TryAddDrop(segment, drop.Counts.Cause, drop.UnixSecond, drop.Counts.Events, drop.Counts.Calls, out _);
    }

    private bool TryAddTally(string segment, Outcome outcome, long second, long count, OverflowOrigin? origin)
    {
        if (!_writer.TryAddTally(segment, outcome, second, count, out _)
            && !TryStartPart(writer => writer.TryAddTally(segment, outcome, second, count, out _)))
            return false;
        if (origin is { } known)
            _tallies.Add(known);
        return true;
    }

    /// <summary>Starts another part with what the current one refused, unless that is refused by itself.</summary>
    private bool TryStartPart(Func<SectionWriter, bool> tryAdd)
    {
        SectionWriter next = new(CatalogLimits.Other);
        if (_parts.Count >= PartCountMax - 1 || !tryAdd(next))
            return false;
        Close();
        _writer = next;
        return true;
    }

    private void Close()
    {
        if (_writer.IsEmpty)
            return;
        _parts.Add(new OverflowPart(_parts.Count, _writer.ToArray(), _events, _tallies, _writer.TallyCount, _writer.DropCount));
        _writer = new SectionWriter(CatalogLimits.Other);
        _events = [];
        _tallies = [];
    }

    private static Rejection Reject(in SectionToAppend section, EventError error, int? @event = null, int? tally = null)
    {
        if (section.Lines is not { } lines || (@event is null && tally is null))
            return new Rejection(error.ToString(), Endpoint: section.Endpoint, Event: @event, Tally: tally);
        int line = @event is { } index ? lines.Events[index] : lines.Tallies[tally!.Value];
        return new Rejection(error.ToString(), Line: line, Endpoint: section.Endpoint);
    }
}
