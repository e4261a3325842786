using System.Buffers.Binary;
using System.Security.Cryptography;
using Pipeline.Protocol.Identities;

namespace Pipeline.Silo.Ingest.Overflow;

/// <summary>What makes each merged section of a batch recognisable when the batch is sent again.</summary>
internal static class OverflowIdentity
{
    private static ReadOnlySpan<byte> Purpose => "pipeline.overflow-part"u8;

    /// <summary>
    /// The first part has the batch's own identity. Further ones, which only the limits of a section force, have the same sequence of a
    /// source derived from the batch's: the hash of its id and the part's number, so every repeat derives the same, and no other source
    /// has it.
    /// </summary>
    public static BatchIdentity? Of(BatchIdentity? batch, int part)
    {
        if (batch is not { } identity || part == 0)
            return batch;
        Span<byte> input = stackalloc byte[SourceId.Size + sizeof(int) + Purpose.Length];
        identity.Source.Id.Write(input);
        BinaryPrimitives.WriteInt32LittleEndian(input[SourceId.Size..], part);
        Purpose.CopyTo(input[(SourceId.Size + sizeof(int))..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        return identity with { Source = identity.Source with { Id = SourceId.Read(hash) } };
    }
}
