using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Pipeline.Ml.Saving;

/// <summary>
/// What every saved model is wrapped in: it says what it is, how long it is, and by a checksum that it is whole. See docs/model-format.md.
/// </summary>
internal static class ModelContainer
{
    private const uint Magic = 0x4C4D4C50; // "PLML"
    private const byte ContainerVersion = 1;
    private const int HeaderSizeBytes = 20;
    private const int PayloadSizeBytesMax = 1 << 30;
    private const int ReadSizeBytes = 1 << 16;

    /// <summary>Writes a header and what <paramref name="write"/> writes.</summary>
    /// <exception cref="InvalidOperationException">It is larger than a saved model can be; nothing was written.</exception>
    public static void Write(Stream stream, ModelKind kind, ushort version, Action<BinaryWriter> write)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using MemoryStream payload = new();
        using (BinaryWriter writer = new(payload, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            write(writer);
        }

        if (payload.Length > PayloadSizeBytesMax)
        {
            throw new InvalidOperationException($"The model takes {payload.Length} bytes; a saved one can have {PayloadSizeBytesMax}.");
        }

        ReadOnlySpan<byte> bytes = payload.GetBuffer().AsSpan(0, (int)payload.Length);
        Span<byte> header = stackalloc byte[HeaderSizeBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        header[4] = ContainerVersion;
        header[5] = (byte)kind;
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], version);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], bytes.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], Checksum(bytes));
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], Checksum(header[..16]));
        stream.Write(header);
        stream.Write(bytes);
    }

    /// <summary>Reads one container and nothing after it.</summary>
    /// <param name="stream">Where the container begins.</param>
    /// <param name="kind">What it must hold.</param>
    /// <param name="newestVersion">The newest version of the payload that <paramref name="read"/> knows.</param>
    /// <param name="read">
    /// Reads a payload of the version it is given; whatever it throws for broken data becomes a <see cref="ModelFormatException"/>.
    /// </param>
    /// <exception cref="ModelFormatException">It is not such a model, cut short, damaged or too new.</exception>
    public static T Read<T>(Stream stream, ModelKind kind, ushort newestVersion, Func<BinaryReader, ushort, T> read)
    {
        ArgumentNullException.ThrowIfNull(stream);
        byte[] header = ReadBytes(stream, HeaderSizeBytes);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic)
        {
            throw new ModelFormatException("This is not a saved model: it does not begin with PLML.");
        }

        if (header[4] != ContainerVersion)
        {
            throw new ModelFormatException($"The model is in container version {header[4]}; this program reads version {ContainerVersion}.");
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(16)) != Checksum(header.AsSpan(0, 16)))
        {
            throw new ModelFormatException("The model is damaged: the checksum of its header is wrong.");
        }

        if (header[5] != (byte)kind)
        {
            string found = Enum.IsDefined((ModelKind)header[5]) ? ((ModelKind)header[5]).ToString() : $"something of kind {header[5]}";
            throw new ModelFormatException($"The file holds {found}, not {kind}.");
        }

        ushort version = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(6));
        if (version == 0 || version > newestVersion)
        {
            throw new ModelFormatException($"The model is in version {version} of {kind}; this program reads up to version {newestVersion}.");
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8));
        if (length is < 0 or > PayloadSizeBytesMax)
        {
            throw new ModelFormatException($"The model is damaged: it says that it is {length} bytes long.");
        }

        byte[] payload = ReadBytes(stream, length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(12)) != Checksum(payload))
        {
            throw new ModelFormatException("The model is damaged: its checksum is wrong.");
        }

        return ReadPayload(payload, version, read);
    }

    // The checksum was right, so this is a writer's mistake or made by hand; it is still an error of the file and nothing else.
    private static T ReadPayload<T>(byte[] payload, ushort version, Func<BinaryReader, ushort, T> read)
    {
        using MemoryStream stream = new(payload, writable: false);
        using BinaryReader reader = new(stream);
        try
        {
            T model = read(reader, version);
            return stream.Position == stream.Length
                ? model
                : throw new InvalidDataException($"{stream.Length - stream.Position} bytes are left over.");
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new ModelFormatException($"The model contradicts itself: {exception.Message}", exception);
        }
    }

    // Grows with what arrives, so that a damaged length does not take a gigabyte.
    private static byte[] ReadBytes(Stream stream, int count)
    {
        byte[] bytes = new byte[Math.Min(count, ReadSizeBytes)];
        int read = 0;
        while (read < count)
        {
            if (read == bytes.Length)
            {
                Array.Resize(ref bytes, (int)Math.Min(count, 2L * bytes.Length));
            }

            int more = stream.Read(bytes, read, bytes.Length - read);
            if (more == 0)
            {
                throw new ModelFormatException($"The model is cut short: {read} of {count} bytes are there.");
            }

            read += more;
        }

        return bytes;
    }

    // CRC-32C (RFC 3720, appendix B.4).
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint checksum = uint.MaxValue;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
        {
            checksum = BitOperations.Crc32C(checksum, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }

        foreach (byte one in bytes[(words.Length * sizeof(ulong))..])
        {
            checksum = BitOperations.Crc32C(checksum, one);
        }

        return ~checksum;
    }
}
