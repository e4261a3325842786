using System.Buffers;

namespace Pipeline.Cli.Input;

/// <summary>Walks over the lines of a stream without copying them.</summary>
/// <remarks>
/// Lines end with LF or CR LF; the last one may lack its end. A byte order mark at the start is skipped. Memory is bounded by
/// <see cref="LineBytesMax"/>: a longer line is passed over and reported as <see cref="IsTooLong"/>. Not thread-safe.
/// </remarks>
internal sealed class LineReader(Stream stream) : IDisposable
{
    /// <summary>Bytes of the longest line that is read, line end included.</summary>
    public const int LineBytesMax = 1 << 20;

    private const int InitialBufferSize = 1 << 16;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBufferSize);
    private int _start;
    private int _end;
    private int _lineLength;
    private bool _ended;

    /// <summary>The line that <see cref="Read"/> found, without its end; valid until the next call. Empty where it is too long.</summary>
    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_start - _lineLength, _lineLength - LineEndLength);

    /// <summary>Number of the line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The line has more than <see cref="LineBytesMax"/> bytes and was passed over.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Bytes from the start of the stream to the end of this line.</summary>
    public long BytesRead { get; private set; }

    private int LineEndLength { get; set; }

    /// <summary>Moves to the next line; false at the end.</summary>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="InvalidDataException">The compressed stream is damaged.</exception>
    public bool Read()
    {
        int scanned = 0;
        IsTooLong = false;
        while (true)
        {
            int newline = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            if (newline >= 0)
                return Take(scanned + newline + 1);
            scanned = _end - _start;
            if (_ended)
                return scanned > 0 && Take(scanned);
            if (scanned >= LineBytesMax)
                return SkipLongLine();
            Fill();
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _start = _end = 0;
        _ended = true;
        stream.Dispose();
    }

    private bool Take(int length)
    {
        if (length > LineBytesMax)
            return TakeTooLong(length);
        ReadOnlySpan<byte> line = _buffer.AsSpan(_start, length);
        if (Number == 0 && line.StartsWith("\uFEFF"u8))
        {
            Consume(3);
            line = line[3..];
        }

        LineEndLength = line.EndsWith("\r\n"u8) ? 2 : line.EndsWith("\n"u8) ? 1 : 0;
        Consume(line.Length);
        _lineLength = line.Length;
        Number++;
        return true;
    }

    private bool SkipLongLine()
    {
        while (true)
        {
            int newline = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (newline >= 0)
                return TakeTooLong(newline + 1);
            Consume(_end - _start);
            if (_ended)
                return TakeTooLong(0);
            Fill();
        }
    }

    private bool TakeTooLong(int length)
    {
        Consume(length);
        _lineLength = LineEndLength = 0;
        Number++;
        return IsTooLong = true;
    }

    private void Consume(int length)
    {
        _start += length;
        BytesRead += length;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
            Grow();
        int read = stream.Read(_buffer.AsSpan(_end));
        _end += read;
        _ended = read == 0;
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
