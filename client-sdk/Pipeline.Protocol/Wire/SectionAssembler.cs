using System.Diagnostics;
using System.Text;
using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>Lays out what a <see cref="SectionWriter"/> collected: header, dictionary, tallies, drops, columns, groups, checksum.</summary>
internal sealed class SectionAssembler
{
    private readonly ByteWriter _output = new();
    private readonly ColumnEncoder _encoder;
    private long[] _errorIndexes = [];

    public SectionAssembler() => _encoder = new ColumnEncoder(_output);

    /// <summary>The section's bytes, valid until the next call.</summary>
    public ReadOnlySpan<byte> Assemble(
        string endpoint,
        long baseTimeUnixMs,
        StringTable segments,
        StringTable strings,
        TallyBuffer tallies,
        DropBuffer drops,
        EventColumns columns,
        GroupBuffers groups)
    {
        _output.Clear();
        List<OperationGroupBuffer> operations = [.. groups.Operations];
        List<ValueGroupBuffer> values = [.. groups.Values];
        WriteHeader(endpoint, baseTimeUnixMs, segments, strings, tallies.Count, columns.EventCount, operations.Count, values.Count);
        WriteDictionary(segments, strings);
        int talliesAt = _output.Length;
        tallies.Write(_output, baseTimeUnixMs);
        if (drops.Count > 0)
        {
            _output.PatchByte(SectionFormat.FlagsAt, (byte)(_output.Written[SectionFormat.FlagsAt] | SectionFormat.FlagDrops));
            drops.Write(_output, baseTimeUnixMs);
        }

        _output.PatchInt32(SectionFormat.TallyBytesAt, _output.Length - talliesAt);

        int columnCount = columns.Write(_encoder, baseTimeUnixMs, ErrorIndexes(columns.Error, segments.Count));
        foreach (OperationGroupBuffer group in operations)
            WriteGroup(group, segments.Count, columns.EventCount);
        foreach (ValueGroupBuffer group in values)
            WriteGroup(group, segments.Count, columns.EventCount);

        _output.PatchUInt16(SectionFormat.ColumnCountAt, columnCount);
        _output.PatchInt32(SectionFormat.ByteLengthAt, _output.Length + SectionFormat.ChecksumSize);
        _output.WriteUInt32(Crc32C.Compute(_output.Written));
        return _output.Written;
    }

    private void WriteHeader(
        string endpoint, long baseTimeUnixMs, StringTable segments, StringTable strings, int tallyCount, int eventCount, int operationGroups, int valueGroups)
    {
        int dictionaryBytes = segments.ByteCount + strings.ByteCount;
        _output.WriteUInt32(SectionFormat.Magic);
        _output.WriteByte(SectionFormat.Version);
        _output.WriteByte(dictionaryBytes > ushort.MaxValue ? SectionFormat.FlagWideDictionary : (byte)0);
        _output.WriteUInt16(Encoding.UTF8.GetByteCount(endpoint));
        _output.WriteInt32(0);
        _output.WriteInt64(baseTimeUnixMs);
        _output.WriteInt32(eventCount);
        _output.WriteInt32(tallyCount);
        _output.WriteInt32(segments.Count + strings.Count);
        _output.WriteInt32(dictionaryBytes);
        _output.WriteUInt16(segments.Count);
        _output.WriteUInt16(valueGroups);
        _output.WriteUInt16(operationGroups);
        _output.WriteUInt16(0);
        _output.WriteInt32(0);
        Debug.Assert(_output.Length == SectionFormat.HeaderSize, "The header is as long as its format says.");
        Encoding.UTF8.GetBytes(endpoint, _output.Take(Encoding.UTF8.GetByteCount(endpoint)));
    }

    private void WriteDictionary(StringTable segments, StringTable strings)
    {
        bool wide = segments.ByteCount + strings.ByteCount > ushort.MaxValue;
        foreach (int end in segments.Ends)
            WriteEnd(end);
        foreach (int end in strings.Ends)
            WriteEnd(segments.ByteCount + end);
        _output.WriteBytes(segments.Utf8);
        _output.WriteBytes(strings.Utf8);

        void WriteEnd(int end)
        {
            if (wide)
                _output.WriteInt32(end);
            else
                _output.WriteUInt16(end);
        }
    }

    /// <summary>Segments come first in the dictionary, so all other indexes move up by their number.</summary>
    private ReadOnlySpan<long> ErrorIndexes(ColumnBuffer errors, int segmentCount)
    {
        if (_errorIndexes.Length < errors.Count)
            _errorIndexes = new long[errors.Count];
        for (int index = 0; index < errors.Count; index++)
            _errorIndexes[index] = errors.Values[index] + segmentCount;
        return _errorIndexes.AsSpan(0, errors.Count);
    }

    private void WriteGroup(OperationGroupBuffer group, int segmentCount, int eventCount)
    {
        WriteGroupStart(group.NameIndex + segmentCount, (byte)group.Kind, group.Calls.Positions, eventCount);
        ReadOnlySpan<ColumnBuffer> optional = [group.TimeNs, group.SelfTimeNs, group.Errors];
        int slots = group.Calls.Count;
        int columnCount = 1;
        foreach (ColumnBuffer column in optional)
            columnCount += column.Count > 0 ? 1 : 0;
        _output.WriteByte((byte)columnCount);

        _encoder.Write((byte)OperationColumnId.Calls, group.Calls.Values, default, slotCount: 0);
        for (int index = 0; index < optional.Length; index++)
        {
            if (optional[index].Count > 0)
                _encoder.Write((byte)((int)OperationColumnId.Time + index), optional[index].Values, optional[index].Positions, slots);
        }
    }

    private void WriteGroup(ValueGroupBuffer group, int segmentCount, int eventCount)
    {
        WriteGroupStart(group.NameIndex + segmentCount, (byte)group.Kind, group.AmountMicro.Positions, eventCount);
        _output.WriteByte(1);
        _encoder.Write(SectionFormat.AmountColumn, group.AmountMicro.Values, default, slotCount: 0);
    }

    private void WriteGroupStart(int nameIndex, byte kind, ReadOnlySpan<int> positions, int eventCount)
    {
        int presence = PresenceEncoder.Choose(positions, eventCount, out int presenceSize);
        _output.WriteVarint((uint)nameIndex);
        _output.WriteByte((byte)(kind | presence));
        PresenceEncoder.Write(_output.Take(presenceSize), presence, positions);
    }
}
