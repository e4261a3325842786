using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Pipeline.Cli.Input;

/// <summary>A file, plain or gzip, whose whole content has been read once to learn what it is before it is sent or looked at.</summary>
/// <remarks>
/// The identity of the batches is a hash of the content, so the content is read twice: here, and when it is sent. What is appended
/// to a file in between is left for the next run; what is overwritten is noticed (<see cref="HasChanged"/>). A plain file and the same
/// file compressed are one content.
/// </remarks>
internal sealed class InputFile : IDisposable
{
    /// <summary>The name that stands for standard input.</summary>
    public const string StandardInput = "-";

    private const int BufferSize = 1 << 16;

    private readonly string _path;
    private readonly bool _isTemporary;
    private readonly byte[] _contentHash;
    private IncrementalHash? _secondHash;

    /// <summary>Without this switch the runtime takes a compressed file that was cut off for a whole one.</summary>
    static InputFile() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    private InputFile(string path, bool isTemporary, byte[] contentHash, long contentBytes)
    {
        _path = path;
        _isTemporary = isTemporary;
        _contentHash = contentHash;
        ContentBytes = contentBytes;
    }

    private static ReadOnlySpan<byte> GzipMagic => [0x1f, 0x8b];

    /// <summary>SHA-256 of the uncompressed content, 32 bytes.</summary>
    public ReadOnlySpan<byte> ContentHash => _contentHash;

    /// <summary>Bytes of the uncompressed content.</summary>
    public long ContentBytes { get; }

    /// <summary>Reads the file once. Standard input is kept in a temporary file, which <see cref="Dispose"/> removes.</summary>
    /// <param name="path">A path, or <see cref="StandardInput"/>.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="InvalidDataException">The compressed file is damaged.</exception>
    public static InputFile Open(string path, CancellationToken cancellationToken)
    {
        if (path != StandardInput)
            return Examine(path, isTemporary: false, cancellationToken);
        using Stream input = Console.OpenStandardInput();
        return Spool(input, cancellationToken);
    }

    /// <summary>Keeps a stream that can be read only once in a temporary file, and reads that.</summary>
    public static InputFile Spool(Stream input, CancellationToken cancellationToken)
    {
        string path = Path.GetTempFileName();
        try
        {
            using (FileStream spool = File.Create(path))
                input.CopyTo(spool);
            return Examine(path, isTemporary: true, cancellationToken);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>The content from its start, uncompressed and never longer than when it was hashed.</summary>
    public Stream OpenContent()
    {
        _secondHash?.Dispose();
        _secondHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        return new HashedStream(OpenUncompressed(_path), ContentBytes, _secondHash);
    }

    /// <summary>Whether the content last opened, once read to its end, differs from what was hashed at first.</summary>
    public bool HasChanged()
        => _secondHash is not null && !_secondHash.GetCurrentHash().AsSpan().SequenceEqual(_contentHash);

    public void Dispose()
    {
        _secondHash?.Dispose();
        if (_isTemporary)
            File.Delete(_path);
    }

    private static InputFile Examine(string path, bool isTemporary, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long contentBytes = 0;
        using (Stream content = OpenUncompressed(path))
            contentBytes = HashAll(content, hash, cancellationToken);
        return new InputFile(path, isTemporary, hash.GetHashAndReset(), contentBytes);
    }

    private static Stream OpenUncompressed(string path)
    {
        FileStream file = new(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferSize, FileOptions.SequentialScan);
        Span<byte> magic = stackalloc byte[2];
        int read = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        file.Position = 0;
        return read == 2 && magic.SequenceEqual(GzipMagic) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static long HashAll(Stream from, IncrementalHash to, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long total = 0;
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int read = from.Read(buffer);
                if (read == 0)
                    return total;
                to.AppendData(buffer, 0, read);
                total += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
