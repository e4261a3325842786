using System.Text.Unicode;
using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Ndjson;

/// <summary>Sorts the lines of a body into one section per endpoint; a bad line costs only itself.</summary>
/// <remarks>
/// Not thread-safe. The result of <see cref="Build"/> is this object's own and lasts until the next call; sections' memory is reused, so one
/// builder serves many bodies.
/// </remarks>
public sealed class NdjsonBatchBuilder
{
    /// <summary>Refused lines that are described; further ones are only counted.</summary>
    public const int RejectedMax = 10_000;

    private const int SpareSectionsMax = 256;

    private readonly NdjsonParser _parser = new();
    private readonly EventRecord _record = new();
    private readonly Dictionary<string, NdjsonSection> _sectionsByEndpoint = new(StringComparer.Ordinal);
    private readonly List<NdjsonSection> _sections = [];
    private readonly Stack<NdjsonSection> _spare = new();
    private readonly List<RejectedLine> _rejected = [];

    /// <summary>One for each endpoint, in the order of first appearance; none is empty.</summary>
    public IReadOnlyList<NdjsonSection> Sections => _sections;

    /// <summary>The first <see cref="RejectedMax"/> refused lines.</summary>
    public IReadOnlyList<RejectedLine> Rejected => _rejected;

    /// <summary>All refused lines.</summary>
    public int RejectedCount { get; private set; }

    /// <summary>Events, tallies and drops taken.</summary>
    public int AcceptedCount { get; private set; }

    /// <summary>Reads a whole body; blank lines, CRLF and a byte order mark are allowed, the last line needs no end.</summary>
    public void Build(ReadOnlySpan<byte> body)
    {
        Clear();
        ReadOnlySpan<byte> byteOrderMark = [0xef, 0xbb, 0xbf];
        if (body.StartsWith(byteOrderMark))
            body = body[byteOrderMark.Length..];

        // Looking at the body once is cheaper than at each line; only if it is bad do lines have to be told apart.
        bool isUtf8 = Utf8.IsValid(body);
        for (int line = 1; !body.IsEmpty; line++)
        {
            int end = body.IndexOf((byte)'\n');
            ReadOnlySpan<byte> text = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            if (!IsBlank(text) && !TryTakeLine(text, isUtf8, line, out EventError error))
                Reject(line, error);
        }
    }

    private bool TryTakeLine(ReadOnlySpan<byte> text, bool isUtf8, int line, out EventError error)
    {
        NdjsonLineKind kind = isUtf8
            ? _parser.ParseUtf8(text, _record, out long tally, out error)
            : _parser.Parse(text, _record, out tally, out error);
        if (kind == NdjsonLineKind.Invalid || !TryGetSection(_record.Endpoint, out NdjsonSection section, out error))
            return false;
        if (kind == NdjsonLineKind.Event)
        {
            if (!section.Writer.TryAddValidated(_record, out error))
                return false;
            section.AddEventLine(line);
        }
        else if (kind == NdjsonLineKind.Drop)
        {
            DropCounts drop = _parser.Drop;
            if (!section.Writer.TryAddDrop(_record.Segment, drop.Cause, _record.TimeUnixMs / 1000, drop.Events, drop.Calls, out error))
                return false;
        }
        else
        {
            if (!section.Writer.TryAddTally(_record.Segment, _record.Outcome, _record.TimeUnixMs / 1000, tally, out error))
                return false;
            section.AddTallyLine(line);
        }

        AcceptedCount++;
        return true;
    }

    private bool TryGetSection(string endpoint, out NdjsonSection section, out EventError error)
    {
        error = EventError.None;
        if (_sectionsByEndpoint.TryGetValue(endpoint, out section!))
            return true;
        if (_sections.Count == EventLimits.SectionsPerBatchMax)
        {
            error = new EventError("endpoint", "is one too many for this body");
            return false;
        }

        if (_spare.TryPop(out section!))
            section.Reset(endpoint);
        else
            section = new NdjsonSection(endpoint);
        _sectionsByEndpoint.Add(endpoint, section);
        _sections.Add(section);
        return true;
    }

    private void Reject(int line, EventError error)
    {
        RejectedCount++;
        if (_rejected.Count < RejectedMax)
            _rejected.Add(new RejectedLine(line, error));
    }

    private void Clear()
    {
        foreach (NdjsonSection section in _sections)
        {
            if (_spare.Count < SpareSectionsMax)
                _spare.Push(section);
        }

        _sections.Clear();
        _sectionsByEndpoint.Clear();
        _rejected.Clear();
        RejectedCount = 0;
        AcceptedCount = 0;
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => !line.ContainsAnyExcept((byte)' ', (byte)'\t', (byte)'\r');
}
