using System.Text;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Ndjson;

namespace Pipeline.Protocol.Tests.Ndjson;

/// <summary>Parses single lines for tests.</summary>
internal static class Lines
{
    /// <summary>Members that every event needs, to be followed by others.</summary>
    public const string Start = """{"time":1700000000000,"endpoint":"/recommend" """;

    public static EventRecord Event(string line)
    {
        EventRecord record = new();
        NdjsonLineKind kind = new NdjsonParser().Parse(Encoding.UTF8.GetBytes(line), record, out _, out EventError error);
        Assert.True(kind == NdjsonLineKind.Event, $"{line} is {kind}: {error}");
        return record;
    }

    /// <summary>An event with these further members.</summary>
    public static EventRecord EventWith(string members) => Event(Start + "," + members + "}");

    public static EventError Error(string line) => Error(Encoding.UTF8.GetBytes(line));

    public static EventError Error(byte[] line)
    {
        NdjsonLineKind kind = new NdjsonParser().Parse(line, new EventRecord(), out _, out EventError error);
        Assert.Equal(NdjsonLineKind.Invalid, kind);
        return error;
    }

    /// <summary>The error of an event with these further members.</summary>
    public static EventError ErrorWith(string members) => Error(Start + "," + members + "}");
}
