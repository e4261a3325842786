using Pipeline.Protocol.Events;
using Pipeline.Protocol.Ndjson;

namespace Pipeline.Cli.Input;

/// <summary>Reads NDJSON lines as the silo itself would, so that bad ones are known before anything is sent.</summary>
internal sealed class NdjsonLineParser : ILineParser
{
    private readonly NdjsonParser _parser = new();

    public DropCounts Drop => _parser.Drop;

    public LineKind Parse(ReadOnlySpan<byte> line, EventRecord record, out string reason)
    {
        NdjsonLineKind kind = _parser.Parse(line, record, out long tally, out EventError error);
        reason = kind == NdjsonLineKind.Invalid ? error.ToString() : "";
        if (kind == NdjsonLineKind.Tally)
            record.Count = tally;
        return kind switch
        {
            NdjsonLineKind.Event => LineKind.Event,
            NdjsonLineKind.Tally => LineKind.Tally,
            NdjsonLineKind.Drop => LineKind.Drop,
            _ => LineKind.Bad,
        };
    }
}
