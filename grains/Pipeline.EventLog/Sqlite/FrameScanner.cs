using Microsoft.Data.Sqlite;
using Pipeline.EventLog.Frames;

namespace Pipeline.EventLog.Sqlite;

/// <summary>Walks all frames from a position on, each with its directory and, on demand, its entries checked.</summary>
internal sealed class FrameScanner : IDisposable
{
    private readonly Statement _rows;
    private readonly Statement _entries;
    private byte[] _buffer = [];

    public FrameScanner(SqliteConnection connection, long fromPosition)
    {
        _rows = new Statement(
            connection, "SELECT key, committed_at, directory FROM frames WHERE key >= ? AND directory IS NOT NULL ORDER BY key");
        _rows.Bind(0, FrameKey.First(fromPosition));
        _entries = new Statement(connection, "SELECT key, entries FROM frames WHERE key BETWEEN ? AND ? ORDER BY key");
    }

    public long Position { get; private set; }

    public long CommittedAtUnixMs { get; private set; }

    public FrameDirectory Directory { get; private set; } = null!;

    /// <exception cref="EventLogException">The next frame's directory is damaged; the walk can go on after it.</exception>
    public bool MoveNext()
    {
        if (!_rows.Step())
            return false;
        Position = FrameKey.Position(_rows.GetInt64(0));
        CommittedAtUnixMs = _rows.GetInt64(1);
        if (!FrameKey.IsFirst(_rows.GetInt64(0)))
            throw new EventLogException($"Frame {Position} has a directory in the middle.");
        Directory = FrameDirectory.Decode(_rows.GetBlob(2), Position, CommittedAtUnixMs);
        return true;
    }

    /// <summary>Reads the current frame's entries and checks every one.</summary>
    /// <returns>Null if all are whole, else the first damage.</returns>
    public string? CheckEntries()
    {
        int length = Directory.EntriesByteLength;
        if (_buffer.Length < length)
            _buffer = new byte[length];
        if (!TryReadEntries(_buffer.AsSpan(0, length)))
            return "its rows do not hold the bytes that its directory names.";
        foreach (FramePart part in Directory.Parts)
        {
            string? damage = CheckPart(part);
            if (damage is not null)
                return damage;
        }
        return null;
    }

    public void Dispose()
    {
        _rows.Dispose();
        _entries.Dispose();
    }

    private bool TryReadEntries(Span<byte> destination)
    {
        _entries.Bind(0, FrameKey.First(Position)).Bind(1, FrameKey.Last(Position));
        try
        {
            for (int row = 0; _entries.Step(); row++)
            {
                ReadOnlySpan<byte> bytes = _entries.GetBlob(1);
                if (_entries.GetInt64(0) != FrameKey.Row(Position, row) || bytes.Length != Math.Min(destination.Length, FrameKey.RowBytes))
                    return false;
                bytes.CopyTo(destination);
                destination = destination[bytes.Length..];
            }
            return destination.IsEmpty;
        }
        finally
        {
            _entries.Reset();
        }
    }

    private string? CheckPart(FramePart part)
    {
        ReadOnlySpan<byte> rest = _buffer.AsSpan(part.ByteStart, part.ByteLength);
        for (Offset offset = part.First; offset < part.End; offset = offset.Next())
        {
            string? damage = EntryFraming.Check(rest, part.StreamId, offset, out int length);
            if (damage is not null)
                return $"stream number {part.StreamId} at offset {offset}: {damage}.";
            rest = rest[(EntryFraming.HeaderBytes + length)..];
        }
        return rest.IsEmpty ? null : $"stream number {part.StreamId}: bytes follow its last entry.";
    }
}
