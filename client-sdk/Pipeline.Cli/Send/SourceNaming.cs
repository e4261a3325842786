using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Pipeline.Cli.AccessLogs;
using Pipeline.Cli.Input;
using Pipeline.Protocol.Identities;

namespace Pipeline.Cli.Send;

/// <summary>Names the sources of a file's batches: the same file read the same way is the same source whenever it is sent.</summary>
/// <remarks>
/// A silo recognises repeats within the last 1,024 sequences of a source. A long file is therefore cut into chunks of
/// <see cref="BatchesPerSource"/> batches, each a source of its own, and can be sent again from its start however long it is.
/// </remarks>
internal sealed class SourceNaming
{
    /// <summary>Sequences of one source: half of what a silo remembers, so that two runs side by side do not outrun it.</summary>
    public const int BatchesPerSource = 512;

    /// <summary>Raised when the mapping or the batch boundaries change: old and new batches must not be taken for each other.</summary>
    private const string MappingVersion = "pipeline send 1";

    private readonly byte[] _content;

    /// <param name="contentHash">SHA-256 of the uncompressed content.</param>
    /// <param name="format">How it is read.</param>
    /// <param name="segment">How segments are told.</param>
    public SourceNaming(ReadOnlySpan<byte> contentHash, InputFormat format, SegmentChoice segment)
    {
        byte[] mapping = Encoding.UTF8.GetBytes($"{MappingVersion}\n{format}\n{segment}\n");
        _content = [.. mapping, .. contentHash];
    }

    /// <summary>Source and sequence (from 1) of a batch.</summary>
    /// <param name="batchIndex">Place of the batch in the file, from 0.</param>
    public (SourceId Source, ulong Sequence) Of(long batchIndex)
    {
        Span<byte> input = stackalloc byte[_content.Length + sizeof(long)];
        _content.CopyTo(input);
        BinaryPrimitives.WriteInt64LittleEndian(input[_content.Length..], batchIndex / BatchesPerSource);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        return (SourceId.Read(hash), (ulong)(batchIndex % BatchesPerSource) + 1);
    }
}
