using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;
using Pipeline.Protocol.Wire;

namespace Pipeline.Grains.Tests;

/// <summary>Sections as a client would send them.</summary>
internal static class Sections
{
    public static readonly SourceId Source = new(1, 2);

    /// <summary>Some events at one time, each with three calls of <c>json.dumps</c>.</summary>
    public static byte[] Of(string endpoint, DateTimeOffset time, int eventCount = 1)
    {
        SectionWriter writer = new(endpoint);
        for (int i = 0; i < eventCount; i++)
        {
            EventRecord record = new()
            {
                Endpoint = endpoint,
                TimeUnixMs = time.ToUnixTimeMilliseconds(),
                Segment = i % 2 == 0 ? "premium" : "free",
                DurationNs = 5_000_000,
            };
            record.Operations.Add(new OperationUsage("json.dumps", OperationKind.Function, CallsMilli: 3_000));
            writer.Add(record);
        }

        return writer.ToArray();
    }

    public static SectionAppend Append(string endpoint, DateTimeOffset time, ulong? sequence = null, int eventCount = 1) => new(
        Of(endpoint, time, eventCount),
        sequence is { } number ? new BatchIdentity(new SourceIdentity(Source, time.ToUnixTimeMilliseconds()), number) : null);
}
