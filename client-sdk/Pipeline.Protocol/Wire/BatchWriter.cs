using System.Buffers;
using System.Text;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;

namespace Pipeline.Protocol.Wire;

/// <summary>Puts sections together into a batch (docs/wire-format.md). Not thread-safe; <see cref="Reset"/> keeps the memory.</summary>
public sealed class BatchWriter(BatchIdentity identity)
{
    private readonly ByteWriter _directory = new();
    private readonly ByteWriter _sections = new();
    private readonly ByteWriter _start = new();
    private readonly HashSet<string> _endpoints = new(StringComparer.Ordinal);

    /// <summary>What makes the batch recognisable when it is sent again.</summary>
    public BatchIdentity Identity { get; private set; } = identity;

    public int SectionCount => _endpoints.Count;

    /// <summary>Size of the batch so far; at most <see cref="EventLimits.BatchBytesMax"/>.</summary>
    public int SizeBytes => BatchFormat.HeaderSize + _directory.Length + BatchFormat.ChecksumSize + _sections.Length;

    /// <summary>Adds what the writer has collected. Refuses, and changes nothing, where the batch would grow beyond its limits.</summary>
    /// <exception cref="ArgumentException">The batch has a section of this endpoint already.</exception>
    /// <exception cref="InvalidOperationException">The writer is empty.</exception>
    public bool TryAdd(SectionWriter section)
    {
        ArgumentNullException.ThrowIfNull(section);
        SectionSummary summary = new(section.EventCount, section.TallyCount, section.MinTimeUnixMs, section.MaxTimeUnixMs);
        return TryAdd(section.Endpoint, summary, section.Assemble());
    }

    /// <summary>Adds a section written before.</summary>
    /// <exception cref="ArgumentException">The endpoint's name is unlawful, or the batch has a section of it already.</exception>
    public bool TryAdd(string endpoint, SectionSummary summary, ReadOnlySpan<byte> section)
    {
        if (!EventValidator.TryValidateEndpoint(endpoint, out EventError error))
            throw new ArgumentException(error.ToString(), nameof(endpoint));
        if (_endpoints.Contains(endpoint))
            throw new ArgumentException("An endpoint stands in a batch at most once.", nameof(endpoint));
        int endpointLength = Encoding.UTF8.GetByteCount(endpoint);
        long size = (long)SizeBytes + BatchFormat.EntryFixedSize + endpointLength + section.Length;
        if (SectionCount == EventLimits.SectionsPerBatchMax || size > EventLimits.BatchBytesMax)
            return false;

        _endpoints.Add(endpoint);
        _directory.WriteInt32(section.Length);
        _directory.WriteInt32(summary.EventCount);
        _directory.WriteInt32(summary.TallyCount);
        _directory.WriteInt64(summary.MinTimeUnixMs);
        _directory.WriteInt64(summary.MaxTimeUnixMs);
        _directory.WriteUInt16(endpointLength);
        _directory.WriteUInt16(0);
        Encoding.UTF8.GetBytes(endpoint, _directory.Take(endpointLength));
        _sections.WriteBytes(section);
        return true;
    }

    /// <summary>Writes the batch and returns its size in bytes.</summary>
    public int WriteTo(IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        destination.Write(AssembleStart());
        destination.Write(_sections.Written);
        return SizeBytes;
    }

    /// <summary>The batch as an array of its own.</summary>
    public byte[] ToArray() => [.. AssembleStart(), .. _sections.Written];

    /// <summary>Forgets the sections and starts the next batch.</summary>
    public void Reset(BatchIdentity identity)
    {
        Identity = identity;
        _directory.Clear();
        _sections.Clear();
        _endpoints.Clear();
    }

    /// <summary>Header, directory and their checksum.</summary>
    private ReadOnlySpan<byte> AssembleStart()
    {
        _start.Clear();
        _start.WriteUInt32(BatchFormat.Magic);
        _start.WriteInt32(BatchFormat.Version);
        Identity.Source.Id.Write(_start.Take(SourceId.Size));
        _start.WriteInt64(Identity.Source.StartUnixMs);
        _start.WriteUInt64(Identity.Sequence);
        _start.WriteInt32(SectionCount);
        _start.WriteInt32(_directory.Length);
        System.Diagnostics.Debug.Assert(_start.Length == BatchFormat.HeaderSize, "The header is as long as its format says.");
        _start.WriteBytes(_directory.Written);
        _start.WriteUInt32(Crc32C.Compute(_start.Written));
        return _start.Written;
    }
}
