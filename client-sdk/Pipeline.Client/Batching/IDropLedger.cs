using Pipeline.Protocol.Events;

namespace Pipeline.Client.Batching;

/// <summary>Takes back what could not be delivered, so that it is counted. Thread-safe; never throws.</summary>
internal interface IDropLedger
{
    /// <summary>
    /// The batch was dropped and certainly never reached a silo: its tallies and drops go into a later batch, its details are counted as dropped.
    /// </summary>
    void TakeBack(PreparedBatch batch, DropCause cause);

    /// <summary>The batch was dropped and may or may not have been counted by a silo, or was refused: its details and calls are counted as dropped.</summary>
    void WriteOff(PreparedBatch batch, DropCause cause);
}
