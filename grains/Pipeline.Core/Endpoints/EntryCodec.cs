using System.Buffers.Binary;
using System.Diagnostics;
using Pipeline.Protocol.Identities;

namespace Pipeline.Core.Endpoints;

/// <summary>The bytes of an entry: a header, then the body as it came.</summary>
/// <remarks>
/// <code>
/// 0       1      2     3      4              12         28               36        44
/// format  rules  kind  flags  arrival i64    source 16  source start i64 sequence  body ...
///                      1 = identity          (the three only with the flag)
/// </code>
/// Little-endian, the source's bytes in their written order. docs/aggregates.md repeats the picture.
/// </remarks>
public static class EntryCodec
{
    /// <summary>Bytes of the longest header.</summary>
    public const int HeaderSizeMax = 44;

    private const byte Format = 1;
    private const byte FlagIdentity = 1;
    private const int ArrivalAt = 4;
    private const int SourceAt = 12;
    private const int SourceStartAt = SourceAt + SourceId.Size;
    private const int SequenceAt = SourceStartAt + sizeof(long);

    static EntryCodec() => Debug.Assert(SequenceAt + sizeof(ulong) == HeaderSizeMax, "The header ends with the sequence.");

    /// <summary>Bytes that <see cref="WriteHeader"/> writes for this header.</summary>
    public static int HeaderSize(in EntryHeader header) => header.Identity is null ? SourceAt : HeaderSizeMax;

    /// <summary>Writes the header and returns its size; the body follows unchanged.</summary>
    /// <param name="header">What to write.</param>
    /// <param name="destination">At least <see cref="HeaderSize"/> bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="destination"/> is too short.</exception>
    public static int WriteHeader(in EntryHeader header, Span<byte> destination)
    {
        int size = HeaderSize(header);
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, size, nameof(destination));
        destination[0] = Format;
        destination[1] = header.RulesVersion;
        destination[2] = (byte)header.Kind;
        destination[3] = header.Identity is null ? (byte)0 : FlagIdentity;
        BinaryPrimitives.WriteInt64LittleEndian(destination[ArrivalAt..], header.ArrivalUnixMs);
        if (header.Identity is { } identity)
        {
            identity.Source.Id.Write(destination[SourceAt..]);
            BinaryPrimitives.WriteInt64LittleEndian(destination[SourceStartAt..], identity.Source.StartUnixMs);
            BinaryPrimitives.WriteUInt64LittleEndian(destination[SequenceAt..], identity.Sequence);
        }

        return size;
    }

    /// <summary>The header in an array of its own.</summary>
    public static byte[] CreateHeader(in EntryHeader header)
    {
        byte[] bytes = new byte[HeaderSize(header)];
        WriteHeader(header, bytes);
        return bytes;
    }

    /// <summary>Reads an entry; false if the bytes are none of a version that this program knows.</summary>
    /// <param name="entry">Header and body, as the log keeps them.</param>
    /// <param name="header">The header.</param>
    /// <param name="body">The rest of <paramref name="entry"/>, not copied.</param>
    public static bool TryRead(ReadOnlySpan<byte> entry, out EntryHeader header, out ReadOnlySpan<byte> body)
    {
        header = default;
        body = default;
        if (entry.Length < SourceAt || entry[0] != Format || entry[1] is 0 or > EntryHeader.CurrentRulesVersion || entry[3] > FlagIdentity)
            return false;
        EntryKind kind = (EntryKind)entry[2];
        if (kind is < EntryKind.Section or > EntryKind.BudgetsChanged)
            return false;
        bool isIdentified = entry[3] == FlagIdentity;
        if (isIdentified && entry.Length < HeaderSizeMax)
            return false;
        long arrival = BinaryPrimitives.ReadInt64LittleEndian(entry[ArrivalAt..]);
        header = new EntryHeader(kind, arrival, isIdentified ? ReadIdentity(entry) : null) { RulesVersion = entry[1] };
        body = entry[HeaderSize(header)..];
        return true;
    }

    private static BatchIdentity ReadIdentity(ReadOnlySpan<byte> entry)
    {
        SourceId source = SourceId.Read(entry.Slice(SourceAt, SourceId.Size));
        long start = BinaryPrimitives.ReadInt64LittleEndian(entry[SourceStartAt..]);
        return new BatchIdentity(new SourceIdentity(source, start), BinaryPrimitives.ReadUInt64LittleEndian(entry[SequenceAt..]));
    }
}
