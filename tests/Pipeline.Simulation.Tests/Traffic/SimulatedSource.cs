using Pipeline.Protocol.Identities;

namespace Pipeline.Simulation.Tests.Traffic;

/// <summary>A client process that numbers its batches.</summary>
internal sealed class SimulatedSource(int number, long startUnixMs)
{
    private const long HorizonMs = 7L * 86_400_000;

    private ulong _next = 1;

    public SourceIdentity Identity { get; } = new(new SourceId(0x5117, (ulong)number), startUnixMs);

    /// <summary>Whether it started so long ago that an endpoint which does not know it refuses it.</summary>
    public bool IsRetired(long nowUnixMs) => Identity.StartUnixMs < nowUnixMs - HorizonMs;

    public BatchIdentity NextBatch() => new(Identity, _next++);

    /// <summary>Leaves a gap in the numbers, so that earlier ones fall out of what an endpoint remembers.</summary>
    public void Skip(int count) => _next += (ulong)count;
}
