using System.Security.Cryptography;

namespace Pipeline.Cli.Input;

/// <summary>The first bytes of a stream, each of them added to a hash as it is read.</summary>
/// <remarks>Owns the inner stream, not the hash. Forward only.</remarks>
internal sealed class HashedStream(Stream inner, long lengthMax, IncrementalHash hash) : Stream
{
    private long _remaining = lengthMax;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int read = inner.Read(buffer[..(int)Math.Min(buffer.Length, _remaining)]);
        hash.AppendData(buffer[..read]);
        _remaining -= read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
