using Pipeline.Client.Delivery;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Client.Aot;

/// <summary>Takes every batch and keeps the operations that are in it.</summary>
internal sealed class CountingTransport : IBatchTransport
{
    private readonly List<string> _operations = [];

    /// <summary>Each operation with its count.</summary>
    public IReadOnlyList<string> Operations => _operations;

    public ValueTask<SendResult> SendAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellationToken)
    {
        if (!BatchReader.TryRead(batch, out Batch? read, out WireError error))
            throw new InvalidDataException(error.ToString());
        List<EventRecord> events = [];
        foreach (BatchEntry entry in read.Entries)
            new SectionEventDecoder().Decode(entry.Section.Span, new EventSelection(0, EventLimits.EventsPerSectionMax, 0, long.MaxValue, null), events);
        _operations.AddRange(events.SelectMany(record => record.Operations).Select(operation => $"{operation.Name} x{operation.CallsMilli / 1_000}"));
        return new ValueTask<SendResult>(new SendResult(SendStatus.Delivered));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
