using Pipeline.Core.Endpoints;
using Pipeline.EventLog;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Grains.Events;

/// <summary>Reads one page of an endpoint's events from the log, past the grain: the log is the truth, and reading it disturbs nobody.</summary>
/// <remarks>
/// <para>Bounded: a page ends at its count, after <see cref="ScannedBytesMax"/> of entries, and at <see cref="PartsMax"/> operations and
/// values; then it says where the next begins. One scan makes one page.</para>
/// <para>Events refused as too far ahead of their arrival are left out, since the entry alone tells; so are repeats (see
/// <see cref="RecentIdentities"/>). Whether an event was refused as too old only the aggregates knew; it is returned.</para>
/// </remarks>
/// <param name="log">The log.</param>
/// <param name="query">What is wanted.</param>
public sealed class EventScan(IEventLog log, EventQuery query)
{
    /// <summary>Bytes of entries read for one page, repeats looked for ahead of it not counted.</summary>
    public const long ScannedBytesMax = 64 * 1_024 * 1_024;

    /// <summary>Operations and values of all events of a page; an event may have 320.</summary>
    public const int PartsMax = 65_536;

    // Between an arrival and its commit the clock may be set back.
    private const long ClockMarginMs = 600_000;

    // A section's columns are decoded whole, so a piece is large; but the parts of the page are counted between pieces.
    private const int PieceCountMax = 200;

    private readonly StreamName _stream = EndpointStream.NameOf(query.Endpoint);
    private readonly SectionEventDecoder _decoder = new();
    private readonly List<EventRecord> _events = [];
    private RecentIdentities _identities = new();
    private EventPosition _position;
    private long _scannedEntries;
    private long _scannedBytes;
    private long? _retainedFromUnixMs;
    private int _parts;

    private bool IsFull => _events.Count >= query.CountMax || _parts >= PartsMax || _scannedBytes >= ScannedBytesMax;

    /// <summary>Reads the page; null if the log has no such endpoint.</summary>
    /// <exception cref="EventLogException">An entry is damaged, or of a version this program does not know.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The start lies behind the head.</exception>
    public async Task<EventPage?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await log.FindStreamAsync(_stream, cancellationToken) is not { } info)
            return null;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Start.Offset.Value, info.Head.Value, nameof(query));
        _position = query.Start == EventPosition.Start ? await FindStartAsync(cancellationToken) : query.Start;
        bool? hasMore = null;
        while (hasMore is null)
        {
            try
            {
                hasMore = await ReadFromAsync(info, cancellationToken);
            }
            catch (EventLogException)
            {
                // Retention may have removed entries under the reader; then it goes on with the oldest that is left.
                StreamInfo now = await FindAgainAsync(cancellationToken);
                if (now.First <= info.First)
                    throw;
                info = now;
            }
        }

        EventPosition? next = hasMore.Value ? _position : null;
        return new EventPage(_events, next, _scannedEntries, _scannedBytes, await RetainedFromAsync(info, cancellationToken), info.First.Value);
    }

    /// <summary>No event of the asked time can have come earlier: what is further ahead of its arrival is refused.</summary>
    private async Task<EventPosition> FindStartAsync(CancellationToken cancellationToken)
    {
        const long margin = EndpointState.AheadOfArrivalMsMax + ClockMarginMs;
        if (query.FromUnixMs < long.MinValue + margin)
            return EventPosition.Start;
        return new EventPosition(await log.FindCommittedFromAsync(_stream, query.FromUnixMs - margin, cancellationToken), 0);
    }

    /// <returns>Whether there may be more behind what was read.</returns>
    private async Task<bool> ReadFromAsync(StreamInfo info, CancellationToken cancellationToken)
    {
        if (_position.Offset < info.First)
            _position = new EventPosition(info.First, 0);
        _identities = new RecentIdentities();
        _retainedFromUnixMs = null;
        Offset from = new(Math.Max(info.First.Value, _position.Offset.Value - RecentIdentities.EntryCount));
        await foreach (LogEntry entry in log.ReadAsync(_stream, from, cancellationToken))
        {
            if (entry.Offset >= _position.Offset && IsFull)
                return true;
            if (entry.Offset == info.First)
                _retainedFromUnixMs = ArrivalOf(entry);
            Take(entry);
            if (entry.Offset == _position.Offset && _position.Index > 0)
                return true;
        }

        return false;
    }

    /// <summary>Takes what is wanted of an entry and moves behind it; behind the last event taken, if the page is full before its end.</summary>
    private void Take(LogEntry entry)
    {
        if (!EntryCodec.TryRead(entry.Bytes.Span, out EntryHeader header, out ReadOnlySpan<byte> body))
            throw new EventLogException(_stream, entry.Offset, "the entry is of a version this program does not know.");
        bool isNew = _identities.TryAdd(header.Identity);
        if (entry.Offset < _position.Offset)
            return;
        _scannedEntries++;
        _scannedBytes += entry.Bytes.Length;
        if (header.Kind == EntryKind.Section && isNew && !TakeSection(header, body))
            return;
        _position = new EventPosition(entry.Offset.Next(), 0);
    }

    /// <returns>Whether all of the section was looked at.</returns>
    private bool TakeSection(in EntryHeader header, ReadOnlySpan<byte> section)
    {
        int eventCount = new SectionReader(section).EventCount;
        long tooFarAheadUnixMs = header.ArrivalUnixMs + EndpointState.AheadOfArrivalMsMax + 1;
        long toUnixMs = Math.Min(query.ToUnixMs, tooFarAheadUnixMs);
        while (_position.Index < eventCount)
        {
            int countMax = Math.Min(PieceCountMax, query.CountMax - _events.Count);
            if (countMax <= 0 || _parts >= PartsMax)
                return false;
            int first = _events.Count;
            EventSelection selection = new(_position.Index, countMax, query.FromUnixMs, toUnixMs, query.Segment);
            _position = _position with { Index = _decoder.Decode(section, selection, _events) };
            for (int index = first; index < _events.Count; index++)
                _parts += _events[index].Operations.Count + _events[index].Values.Count;
        }

        return true;
    }

    private async Task<StreamInfo> FindAgainAsync(CancellationToken cancellationToken) =>
        await log.FindStreamAsync(_stream, cancellationToken) ?? throw new EventLogException(_stream, _position.Offset, "The stream is gone.");

    private async Task<long?> RetainedFromAsync(StreamInfo info, CancellationToken cancellationToken)
    {
        if (_retainedFromUnixMs is not null || info.First >= info.Head)
            return _retainedFromUnixMs;
        try
        {
            await foreach (LogEntry entry in log.ReadAsync(_stream, info.First, cancellationToken))
                return ArrivalOf(entry);
        }
        catch (EventLogException)
        {
            // Removed just now, or damaged: the page itself is whole, and whoever reads from the oldest entry on will be told.
        }

        return null;
    }

    private static long? ArrivalOf(LogEntry entry) => EntryCodec.TryRead(entry.Bytes.Span, out EntryHeader header, out _) ? header.ArrivalUnixMs : null;
}
