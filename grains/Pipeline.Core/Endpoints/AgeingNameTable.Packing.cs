using System.Text;
using Pipeline.Core.Packing;

namespace Pipeline.Core.Endpoints;

/// <summary>A table's part of a snapshot; docs/aggregates.md draws it.</summary>
internal sealed partial class AgeingNameTable
{
    private const int FlagAgeing = 1;
    private const int FlagWarm = 2;
    private const int FlagHalved = 4;

    /// <summary>Appends everything that is known: names ascending by number, counters by name.</summary>
    public void Write(PackedWriter writer)
    {
        int flags = (IsAgeing ? FlagAgeing : 0) | (_isWarm ? FlagWarm : 0) | (_halvedPeriod != NeverHalved ? FlagHalved : 0);
        writer.WriteByte((byte)flags);
        writer.WriteCount(_numbers.Count);
        int next = 0;
        for (int number = 0; number < _names.Count; number++)
        {
            ref readonly NumberUse use = ref _uses[number];
            if (use.State == NumberState.Free)
                continue;
            writer.WriteCount(number - next);
            next = number + 1;
            WriteName(writer, _names[number].Text, _names[number].Kind);
            if (!IsAgeing)
                continue;
            writer.WriteByte(use.State == NumberState.Kept ? (byte)1 : (byte)0);
            writer.WriteSigned(use.LastUseUnixMs);
            writer.WriteSum(use.Weight);
        }

        if (IsAgeing)
            WriteWeights(writer);
    }

    /// <summary>Fills a table that is still empty; fails the reader if the bytes are none.</summary>
    public void ReadInto(ref PackedReader reader)
    {
        int flags = reader.ReadByte();
        IsAgeing = (flags & FlagAgeing) != 0;
        _isWarm = (flags & FlagWarm) != 0;
        int number = 0;
        for (int count = reader.ReadItemCount(numberCount); count > 0 && !reader.Failed; count--)
        {
            number += reader.ReadInt(numberCount);
            ReadName(ref reader, number++);
        }

        if (IsAgeing)
            ReadWeights(ref reader, flags);
        // A name without a place can only be one for which there was none.
        bool isFull = _placedCount == PlaceCount;
        if (NumbersLeft < 0 || _placedCount > PlaceCount || (!isFull && (_keptCount > 0 || _overflow is not null)))
            reader.Fail();
    }

    /// <summary>Gives out the next number, as an older snapshot has them; false if the name is there or there is no place.</summary>
    public bool TryRestore(string name, byte kind)
        => (name == NameTable.Other || _placedCount < PlaceCount) && TryRestore(_names.Count, name, kind, isKept: false);

    private static void WriteName(PackedWriter writer, string text, byte kind)
    {
        writer.WriteByte(kind);
        writer.WriteBlock(Encoding.UTF8.GetBytes(text));
    }

    private void WriteWeights(PackedWriter writer)
    {
        writer.WriteCount(_useCount);
        writer.WriteSum(_totalWeight);
        if (_halvedPeriod != NeverHalved)
            writer.WriteSigned(_halvedPeriod);
        OverflowCounter.Entry[] entries = _overflow is null ? [] : _overflow.Entries.ToArray();
        Array.Sort(entries, static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        writer.WriteCount(entries.Length);
        foreach (OverflowCounter.Entry entry in entries)
        {
            WriteName(writer, entry.Key[1..], KindOf(entry.Key));
            writer.WriteSum(entry.Count);
            writer.WriteSum(entry.Error);
        }
    }

    private void ReadName(ref PackedReader reader, int number)
    {
        byte kind = reader.ReadByte();
        string text = Encoding.UTF8.GetString(reader.ReadBlock());
        bool isKept = IsAgeing && reader.ReadByte() != 0;
        if (number >= numberCount || reader.Failed || !TryRestore(number, text, kind, isKept))
        {
            reader.Fail();
            return;
        }

        if (!IsAgeing)
            return;
        ref NumberUse use = ref _uses[number];
        use.LastUseUnixMs = reader.ReadSigned();
        use.Weight = reader.ReadSum();
        if (use.Weight < 0)
            reader.Fail();
    }

    private bool TryRestore(int number, string name, byte kind, bool isKept)
    {
        bool isOther = name == NameTable.Other;
        if (kind >= kindCount || name.Length is 0 or >= KeyCharsMax || _numbers.ContainsKey(KeyOf(name, kind)) || (isOther && isKept))
            return false;
        Set(number, KeyOf(name, kind), isOther ? NumberState.Other : isKept ? NumberState.Kept : NumberState.Placed);
        return true;
    }

    private void ReadWeights(ref PackedReader reader, int flags)
    {
        _useCount = reader.ReadCount();
        _totalWeight = reader.ReadSum();
        _halvedPeriod = (flags & FlagHalved) != 0 ? reader.ReadSigned() : NeverHalved;
        if (_totalWeight < 0)
            reader.Fail();
        for (int count = reader.ReadItemCount(capacity); count > 0 && !reader.Failed; count--)
            ReadOverflow(ref reader);
    }

    private void ReadOverflow(ref PackedReader reader)
    {
        byte kind = reader.ReadByte();
        string key = KeyOf(Encoding.UTF8.GetString(reader.ReadBlock()), kind);
        Int128 count = reader.ReadSum();
        Int128 error = reader.ReadSum();
        _overflow ??= new OverflowCounter(capacity);
        bool isNamed = kind < kindCount && key.Length is > 1 and <= KeyCharsMax && !key.AsSpan(1).SequenceEqual(NameTable.Other);
        bool hasPlace = _numbers.TryGetValue(key, out int number) && _uses[number].State != NumberState.Kept;
        if (reader.Failed || !isNamed || hasPlace || !_overflow.TryRestore(key, count, error))
            reader.Fail();
    }
}
