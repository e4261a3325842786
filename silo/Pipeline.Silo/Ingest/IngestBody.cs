using System.Buffers;

namespace Pipeline.Silo.Ingest;

/// <summary>The decompressed body of one request in a pooled buffer, counted against <see cref="IngestAdmission"/> while it lives.</summary>
/// <remarks>
/// Sections are handed to grains as slices of this buffer, without a copy. So it goes back to the pool only when every grain has answered;
/// if one did not, it may still be reading, and the buffer is left to the garbage collector.
/// </remarks>
internal sealed class IngestBody : IDisposable
{
    private const int InitialSize = 64 << 10;

    private readonly IngestAdmission _admission;
    private byte[] _buffer = [];
    private int _length;
    private bool _isShared;

    private IngestBody(IngestAdmission admission) => _admission = admission;

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads to the end of the body.</summary>
    /// <param name="request">The request; its body is already decompressed.</param>
    /// <param name="sizeMax">Largest body in bytes.</param>
    /// <param name="admission">Where the bytes are counted.</param>
    /// <param name="cancellationToken">Ends the read when the client goes away.</param>
    /// <returns>The body, or why there is none.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async ValueTask<(IngestBody? Body, BodyRefusal Refusal)> ReadAsync(
        HttpRequest request, int sizeMax, IngestAdmission admission, CancellationToken cancellationToken)
    {
        if (request.ContentLength > sizeMax)
            return (null, BodyRefusal.TooLarge);
        IngestBody body = new(admission);
        BodyRefusal refusal = BodyRefusal.Undecodable;
        try
        {
            refusal = await body.FillAsync(request, sizeMax, cancellationToken);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            refusal = BodyRefusal.TooLarge;
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException)
        {
            // Thrown by the decompressors (gzip and deflate the one, Brotli the other) for bytes that are not what Content-Encoding says.
            refusal = BodyRefusal.Undecodable;
        }
        finally
        {
            // Also when the client went away in the middle: what was reserved must not stay reserved.
            if (refusal != BodyRefusal.None)
                body.Dispose();
        }

        return refusal == BodyRefusal.None ? (body, refusal) : (null, refusal);
    }

    /// <summary>From here on a grain may hold slices: the buffer is not reused unless <see cref="Release"/> is called.</summary>
    public void Share() => _isShared = true;

    /// <summary>Every grain has answered: nobody holds a slice any more.</summary>
    public void Release() => _isShared = false;

    public void Dispose()
    {
        byte[] buffer = _buffer;
        if (buffer.Length == 0)
            return;
        _buffer = [];
        _admission.Leave(buffer.Length);
        if (!_isShared)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private async ValueTask<BodyRefusal> FillAsync(HttpRequest request, int sizeMax, CancellationToken cancellationToken)
    {
        // One byte more than announced, so that the end is seen without growing.
        int wanted = (int)Math.Min(request.ContentLength + 1 ?? InitialSize, sizeMax + 1L);
        if (!TryGrow(wanted))
            return BodyRefusal.Overloaded;
        while (true)
        {
            int read = await request.Body.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
            if (read == 0)
                return BodyRefusal.None;
            _length += read;
            if (_length > sizeMax)
                return BodyRefusal.TooLarge;
            if (_length == _buffer.Length && !TryGrow((int)Math.Min(2L * _buffer.Length, sizeMax + 1L)))
                return BodyRefusal.Overloaded;
        }
    }

    private bool TryGrow(int size)
    {
        byte[] grown = ArrayPool<byte>.Shared.Rent(size);
        if (!_admission.TryEnter(grown.Length))
        {
            ArrayPool<byte>.Shared.Return(grown);
            return false;
        }

        _buffer.AsSpan(0, _length).CopyTo(grown);
        if (_buffer.Length > 0)
        {
            _admission.Leave(_buffer.Length);
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = grown;
        return true;
    }
}
