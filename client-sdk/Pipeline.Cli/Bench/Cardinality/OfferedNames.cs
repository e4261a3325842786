using System.Globalization;
using Pipeline.Cli.Bench.Wide;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Cli.Bench.Cardinality;

/// <summary>Names of endpoints that nobody used before, one event each: what a misbehaving client sends that puts an identifier into the name.</summary>
internal sealed class OfferedNames(TemplateSource source, TimeProvider clock)
{
    private const int NamesPerBatch = 1_000;

    /// <summary>Sends so many names, batch after batch.</summary>
    public async Task SendAsync(int count, CancellationToken cancellationToken)
    {
        SectionWriter writer = new("none");
        for (int first = 0; first < count; first += NamesPerBatch)
        {
            int inBatch = Math.Min(NamesPerBatch, count - first);
            SectionTemplate[] sections = [.. Enumerable.Range(first, inBatch).Select(index => Encode(writer, index))];
            await source.SendAsync(sections, clock.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken);
        }
    }

    private static SectionTemplate Encode(SectionWriter writer, int index)
    {
        writer.Reset(string.Create(CultureInfo.InvariantCulture, $"GET /users/{index}/profile"));
        EventRecord record = new()
        {
            TimeUnixMs = BatchPlan.TemplateBaseUnixMs,
            Endpoint = writer.Endpoint,
            Segment = WideEvents.SegmentName(0),
            DurationNs = 5_000_000,
        };
        record.Operations.Add(new OperationUsage("postgres", OperationKind.Dependency, 1_000, 2_000_000));
        writer.Add(record);
        return SectionTemplate.Of(writer);
    }
}
