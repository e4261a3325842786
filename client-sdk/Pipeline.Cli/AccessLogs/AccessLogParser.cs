using System.Buffers.Text;
using System.Text;
using Pipeline.Cli.Input;
using Pipeline.Protocol.Events;

namespace Pipeline.Cli.AccessLogs;

/// <summary>Reads access log lines, common or combined, as events: docs/send.md states the mapping.</summary>
/// <remarks>Not thread-safe. The format knows no duration, so events carry none.</remarks>
internal sealed class AccessLogParser(SegmentChoice segments) : ILineParser
{
    /// <summary>The distribution that response sizes go to.</summary>
    public const string BytesValue = "bytes";

    private const int FirstErrorStatus = 500;
    private const long MicroPerUnit = 1_000_000;
    private const int AgentsKeptMax = 1 << 14;

    private readonly RequestEndpoint _endpoints = new();
    private readonly string?[] _statusNames = new string?[1000];
    private readonly Dictionary<string, string> _families = new(StringComparer.Ordinal);

    /// <summary>Access logs know of no drops.</summary>
    public DropCounts Drop => default;

    public LineKind Parse(ReadOnlySpan<byte> line, EventRecord record, out string reason)
    {
        if (!AccessLogLine.TryParse(line, out AccessLogLine fields, out reason))
            return LineKind.Bad;
        record.Reset();
        if (!TryAddSize(fields.Size, record))
        {
            reason = "the response size is out of range";
            return LineKind.Bad;
        }

        int status = (fields.Status[0] - '0') * 100 + (fields.Status[1] - '0') * 10 + fields.Status[2] - '0';
        record.TimeUnixMs = fields.TimeUnixMs;
        record.Endpoint = _endpoints.NameOf(fields.Request);
        record.Outcome = status >= FirstErrorStatus ? Outcome.Error : Outcome.Ok;
        if (segments == SegmentChoice.Status)
            record.Segment = _statusNames[status] ??= Encoding.ASCII.GetString(fields.Status);
        else if (segments == SegmentChoice.Agent)
            record.Segment = FamilyOf(fields.Agent);
        return LineKind.Event;
    }

    private static bool TryAddSize(ReadOnlySpan<byte> size, EventRecord record)
    {
        if (size.SequenceEqual("-"u8))
            return true;
        bool isNumber = Utf8Parser.TryParse(size, out long bytes, out int consumed) && consumed == size.Length;
        if (!isNumber || bytes > EventLimits.ValueMicroMax / MicroPerUnit)
            return false;
        record.Values.Add(new EventValue(BytesValue, ValueKind.Distribution, bytes * MicroPerUnit));
        return true;
    }

    private string FamilyOf(ReadOnlySpan<byte> agent)
    {
        // The rules look through the text a few dozen times; logs repeat a few hundred agents.
        string text = Encoding.Latin1.GetString(agent);
        if (_families.TryGetValue(text, out string? family))
            return family;
        if (_families.Count >= AgentsKeptMax)
            _families.Clear();
        return _families[text] = UserAgentFamily.Of(text);
    }
}
