using Pipeline.Cli.Input;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;
using Pipeline.Protocol.Wire;

namespace Pipeline.Cli.Send;

/// <summary>Turns a file's lines into binary batches whose boundaries depend on the content only.</summary>
/// <remarks>
/// A batch ends after <see cref="LinesPerBatch"/> lines, or <see cref="ContentBytesPerBatch"/> of them, or before a line that a section
/// or the batch has no more room for. The byte bound keeps any batch of any content well below the 8 MiB that a silo takes. A batch
/// of bad lines only is not sent, but keeps its sequence. Not thread-safe.
/// </remarks>
internal sealed class BatchEncoder(LineReader lines, ILineParser parser, SourceNaming naming, long sourceStartUnixMs, SendReport report)
{
    public const int LinesPerBatch = 8_192;
    public const int ContentBytesPerBatch = 1 << 20;

    private readonly EventRecord _record = new();
    private readonly Dictionary<string, SectionInProgress> _sections = new(StringComparer.Ordinal);
    private readonly Stack<SectionInProgress> _spare = [];

    /// <summary>The sections of the batch in the order of their first line, which is their order in the batch.</summary>
    private readonly List<SectionInProgress> _order = [];
    private readonly BatchWriter _writer = new(default);

    /// <summary>What the record still holds: a line that the batch before had no room for. Bad if nothing.</summary>
    private LineKind _carried = LineKind.Bad;
    private long _carriedNumber;
    private long _batchIndex;

    /// <summary>The next batch; null at the end of the file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The compressed file is damaged.</exception>
    public EncodedBatch? EncodeNext()
    {
        while (Fill())
        {
            long index = _batchIndex++;
            if (_order.Count > 0)
                return Finish(index);
        }

        return null;
    }

    /// <summary>Reads lines until the batch is full or the file ends; false if there was nothing left to read.</summary>
    private bool Fill()
    {
        long start = lines.BytesRead;
        int lineCount = 0;
        if (_carried != LineKind.Bad)
        {
            Place(_carried, _carriedNumber);
            _carried = LineKind.Bad;
            lineCount = 1;
        }

        while (lineCount < LinesPerBatch && lines.BytesRead - start < ContentBytesPerBatch && lines.Read())
        {
            lineCount++;
            if (ParseLine() is var kind && (kind == LineKind.Bad || Place(kind, lines.Number)))
                continue;
            _carried = kind;
            _carriedNumber = lines.Number;
            break;
        }

        return lineCount > 0;
    }

    private LineKind ParseLine()
    {
        string reason = "is longer than 1 MiB";
        LineKind kind = LineKind.Bad;
        if (!lines.IsTooLong)
        {
            if (lines.Line.Trim(" \t"u8).IsEmpty)
                return LineKind.Bad;
            kind = parser.Parse(lines.Line, _record, out reason);
        }

        if (kind == LineKind.Bad)
            report.AddBadLine(lines.Number, reason);
        return kind;
    }

    /// <summary>Puts the record into its section; false if this batch has no room and the next one will have.</summary>
    private bool Place(LineKind kind, long lineNumber)
    {
        if (!_sections.TryGetValue(_record.Endpoint, out SectionInProgress? section))
        {
            if (!EventValidator.TryValidateEndpoint(_record.Endpoint, out EventError wrongName))
                return Refuse(lineNumber, wrongName);
            if (_order.Count == EventLimits.SectionsPerBatchMax)
                return false;
            section = StartSection(_record.Endpoint);
        }

        if (TryAdd(section.Writer, kind, out EventError error))
        {
            // Refusals name events and tallies only, so the lines of drops need not be known.
            if (kind != LineKind.Drop)
                (kind == LineKind.Event ? section.EventLines : section.TallyLines).Add(lineNumber);
            return true;
        }

        // What a section refuses although it is lawful, it has no room for; an empty section has room for anything that fits at all.
        bool isEmpty = section.Writer.IsEmpty;
        if (!isEmpty && IsLawful(kind))
            return false;
        if (isEmpty)
            Discard(section);
        return Refuse(lineNumber, error);
    }

    private bool TryAdd(SectionWriter section, LineKind kind, out EventError error)
    {
        DropCounts drop = parser.Drop;
        return kind switch
        {
            LineKind.Event => section.TryAdd(_record, out error),
            LineKind.Tally => section.TryAddTally(_record.Segment, _record.Outcome, _record.TimeUnixMs / 1000, _record.Count, out error),
            _ => section.TryAddDrop(_record.Segment, drop.Cause, _record.TimeUnixMs / 1000, drop.Events, drop.Calls, out error),
        };
    }

    private bool IsLawful(LineKind kind) => kind switch
    {
        LineKind.Event => EventValidator.TryValidate(_record, out _),
        LineKind.Tally => EventValidator.TryValidateTally(_record.Segment, _record.TimeUnixMs / 1000, _record.Count, out _),
        _ => EventValidator.TryValidateDrop(_record.Segment, _record.TimeUnixMs / 1000, parser.Drop, out _),
    };

    private bool Refuse(long lineNumber, EventError error)
    {
        report.AddBadLine(lineNumber, error.ToString());
        return true;
    }

    private SectionInProgress StartSection(string endpoint)
    {
        if (_spare.TryPop(out SectionInProgress? section))
            section.Reset(endpoint);
        else
            section = new SectionInProgress(endpoint);
        _sections.Add(endpoint, section);
        _order.Add(section);
        return section;
    }

    /// <summary>Takes back the section started last.</summary>
    private void Discard(SectionInProgress section)
    {
        _sections.Remove(section.Writer.Endpoint);
        _order.Remove(section);
        _spare.Push(section);
    }

    private EncodedBatch Finish(long batchIndex)
    {
        (SourceId source, ulong sequence) = naming.Of(batchIndex);
        _writer.Reset(new BatchIdentity(new SourceIdentity(source, sourceStartUnixMs), sequence));
        Dictionary<string, SectionLines> sectionLines = new(_order.Count, StringComparer.Ordinal);
        int eventCount = 0;
        foreach (SectionInProgress section in _order)
        {
            // The bound on a batch's lines and bytes of content makes this impossible; if it were not, guessing would lose events.
            if (!_writer.TryAdd(section.Writer))
                throw new InvalidDataException("a batch exceeds the protocol's limits");
            eventCount += section.Writer.EventCount + section.Writer.TallyCount + section.Writer.DropCount;
            sectionLines.Add(section.Writer.Endpoint, new SectionLines([.. section.EventLines], [.. section.TallyLines]));
            _spare.Push(section);
        }

        _sections.Clear();
        _order.Clear();
        return new EncodedBatch(_writer.ToArray(), eventCount, lines.BytesRead, sectionLines);
    }
}
