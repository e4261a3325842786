using Microsoft.Extensions.Options;
using Pipeline.EventLog;

namespace Pipeline.Silo.Ingest;

/// <summary>Decides overload before anything is appended: bytes of bodies in flight, then room in the event log.</summary>
/// <remarks>Thread-safe. Whoever enters leaves with the same number of bytes.</remarks>
internal sealed class IngestAdmission(IOptions<IngestOptions> options, IEventLog log)
{
    private readonly long _bytesInFlightMax = options.Value.BytesInFlightMax;
    private long _bytesInFlight;

    /// <summary>Bytes of admitted bodies not yet answered.</summary>
    public long BytesInFlight => Volatile.Read(ref _bytesInFlight);

    /// <summary>Reserves room for a body of <paramref name="bytes"/>; false means the caller answers 429.</summary>
    public bool TryEnter(long bytes)
    {
        if (Interlocked.Add(ref _bytesInFlight, bytes) <= _bytesInFlightMax)
            return true;
        Interlocked.Add(ref _bytesInFlight, -bytes);
        return false;
    }

    /// <summary>Gives back what <see cref="TryEnter"/> reserved.</summary>
    public void Leave(long bytes) => Interlocked.Add(ref _bytesInFlight, -bytes);

    /// <summary>Whether the event log can take this much now.</summary>
    public bool LogHasRoomFor(long bytes) => log.HasRoomFor(bytes);
}
