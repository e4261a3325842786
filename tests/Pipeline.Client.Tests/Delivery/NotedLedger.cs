using System.Collections.Concurrent;
using Pipeline.Client.Batching;
using Pipeline.Protocol.Events;

namespace Pipeline.Client.Tests.Delivery;

/// <summary>Notes what was dropped.</summary>
internal sealed class NotedLedger : IDropLedger
{
    public ConcurrentQueue<(PreparedBatch Batch, DropCause Cause)> TakenBack { get; } = new();

    public ConcurrentQueue<(PreparedBatch Batch, DropCause Cause)> WrittenOff { get; } = new();

    public IEnumerable<string> TakenBackNames => TakenBack.Select(static drop => Batches.NameOf(drop.Batch));

    public IEnumerable<string> WrittenOffNames => WrittenOff.Select(static drop => Batches.NameOf(drop.Batch));

    public void TakeBack(PreparedBatch batch, DropCause cause) => TakenBack.Enqueue((batch, cause));

    public void WriteOff(PreparedBatch batch, DropCause cause) => WrittenOff.Enqueue((batch, cause));
}
