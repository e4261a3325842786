using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Pipeline.Core.Packing;

namespace Pipeline.Core.Endpoints;

/// <summary>
/// Numbers names, of which a limited number have a place: they are counted under a number of their own, all others share <see
/// cref="NameTable.Other"/>. Places go to those that are used most of late.
/// </summary>
/// <remarks>
/// <para>
/// A name is a text and a kind; one place of each kind is kept for <see cref="NameTable.Other"/>, so the limit holds with it. While there
/// are places, names get them as they come. After that every use is weighed: <see cref="OverflowCounter"/> finds the heaviest names
/// without a place, and <see cref="Settle"/> gives them the places of those that weigh least. docs/aggregates.md states the rule.
/// </para>
/// <para>
/// A number outlives its name's place, because cells name operations by number. It is kept for the name until <see cref="TryRelease"/>
/// is told that no window can have it any more, and a name that comes back until then gets it back. So a number never means two names at
/// a time, and a name never has two. The lowest free number is given out first, which keeps arrays by number short.
/// </para>
/// <para>
/// A function of its calls and their order. Memory: 32 bytes a number, and the names; at most as many counters as places. Not
/// thread-safe.
/// </para>
/// </remarks>
/// <param name="capacity">Places, those of <see cref="NameTable.Other"/> included.</param>
/// <param name="kindCount">Kinds of names.</param>
/// <param name="numberCount">Most numbers in use, those that are kept included; more than <paramref name="capacity"/>.</param>
internal sealed partial class AgeingNameTable(int capacity, int kindCount, int numberCount)
{
    // Longest name, 256 bytes, and the kind.
    private const int KeyCharsMax = 257;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<EndpointName> _names = [];
    private NumberUse[] _uses = [];
    private OverflowCounter? _overflow;
    private int _placedCount;
    private int _keptCount;

    /// <summary>By number; the default value where a number is free.</summary>
    public IReadOnlyList<EndpointName> Names => _names;

    /// <summary>
    /// Rises when a number gets or loses its name: what was copied from <see cref="Names"/> before is out of date, though as long perhaps.
    /// </summary>
    public int Revision { get; private set; }

    /// <summary>Whether a number is kept for a name without a place.</summary>
    public bool HasKept => _keptCount > 0;

    /// <summary>Numbers that may still be given out.</summary>
    public int NumbersLeft => numberCount - kindCount - _placedCount - _keptCount;

    private int PlaceCount => capacity - kindCount;

    /// <summary>The number under which a name is counted: its own, given out now if there is a place, or that of its kind's rest.</summary>
    /// <param name="utf8">1 to 256 bytes.</param>
    /// <param name="kind">Below the table's number of kinds.</param>
    /// <param name="isOverflow">Whether the name has no place and the number is that of <see cref="NameTable.Other"/>.</param>
    public int GetOrAdd(ReadOnlySpan<byte> utf8, byte kind, out bool isOverflow)
    {
        Span<char> chars = stackalloc char[KeyCharsMax];
        ReadOnlySpan<char> key = WriteKey(chars, utf8, kind);
        isOverflow = false;
        if (_numbers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out int number) && _uses[number].State != NumberState.Kept)
            return number;
        if (key[1..].SequenceEqual(NameTable.Other) || _placedCount < PlaceCount)
            return Add(key.ToString());
        isOverflow = true;
        return GetOrAddOther(kind);
    }

    /// <summary>Whether a name is counted under its own number now.</summary>
    public bool HasPlace(EndpointName name)
        => _numbers.TryGetValue(KeyOf(name.Text, name.Kind), out int number) && _uses[number].State != NumberState.Kept;

    /// <summary>Notes a use of what <see cref="GetOrAdd"/> gave a number.</summary>
    /// <param name="number">The number.</param>
    /// <param name="weight">How much was done; at least 0.</param>
    /// <param name="uses">By how many events.</param>
    /// <param name="seenUnixMs">No earlier than any of them, nor than the watermark.</param>
    public void AddUse(int number, Int128 weight, int uses, long seenUnixMs)
    {
        if (!IsAgeing)
            return;
        ref NumberUse use = ref _uses[number];
        use.Weight = Saturating.Add(use.Weight, weight);
        use.LastUseUnixMs = Math.Max(use.LastUseUnixMs, seenUnixMs);
        _totalWeight = Saturating.Add(_totalWeight, weight);
        _useCount += uses;
    }

    /// <summary>Notes that a name was used that has no place, besides <see cref="AddUse"/> of the number it was counted under.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AddOverflow(ReadOnlySpan<byte> utf8, byte kind, Int128 weight)
    {
        if (!IsAgeing)
            return;
        Span<char> chars = stackalloc char[KeyCharsMax];
        _overflow ??= new OverflowCounter(capacity);
        _overflow.Add(WriteKey(chars, utf8, kind), weight);
    }

    /// <summary>Frees a number that no window can have any more.</summary>
    /// <param name="heldFromUnixMs">Start of the oldest window that is open or can be answered from.</param>
    /// <param name="number">It has no meaning from now on.</param>
    /// <param name="other">Where what is left of it, outside of windows, belongs.</param>
    /// <returns>False if there is none; else there may be more.</returns>
    public bool TryRelease(long heldFromUnixMs, out int number, out int other)
    {
        other = -1;
        for (number = 0; number < _names.Count && _keptCount > 0; number++)
        {
            if (_uses[number].State != NumberState.Kept || _uses[number].LastUseUnixMs >= heldFromUnixMs)
                continue;
            byte kind = _names[number].Kind;
            Free(number);
            other = GetOrAddOther(kind);
            return true;
        }

        return false;
    }

    private static string KeyOf(string name, byte kind) => (char)('0' + kind) + name;

    private static byte KindOf(string key) => (byte)(key[0] - '0');

    private static ReadOnlySpan<char> WriteKey(Span<char> chars, ReadOnlySpan<byte> utf8, byte kind)
    {
        chars[0] = (char)('0' + kind);
        int length = 1 + Encoding.UTF8.GetChars(utf8, chars[1..]);
        return chars[..length];
    }

    private int GetOrAddOther(byte kind)
    {
        string key = KeyOf(NameTable.Other, kind);
        return _numbers.TryGetValue(key, out int number) ? number : Add(key);
    }

    private int Add(string key)
    {
        int number = FindFree();
        bool isOther = key.AsSpan(1).SequenceEqual(NameTable.Other);
        Set(number, key, isOther ? NumberState.Other : NumberState.Placed);
        return number;
    }

    private int FindFree()
    {
        for (int number = 0; number < _names.Count; number++)
        {
            if (_uses[number].State == NumberState.Free)
                return number;
        }

        return _names.Count;
    }

    /// <summary>Gives a free number, or one beyond all in use, to a name that has none.</summary>
    private void Set(int number, string key, NumberState state)
    {
        Debug.Assert(number < numberCount, "Numbers are counted before they are given out.");
        while (_names.Count <= number)
            _names.Add(default);
        if (_uses.Length <= number)
            Array.Resize(ref _uses, Math.Min(numberCount, Math.Max(8, 2 * (number + 1))));
        _names[number] = new EndpointName(key[1..], KindOf(key));
        _uses[number] = new NumberUse { State = state };
        _numbers.Add(key, number);
        Revision++;
        _placedCount += state == NumberState.Placed ? 1 : 0;
        _keptCount += state == NumberState.Kept ? 1 : 0;
    }

    private void Free(int number)
    {
        _numbers.Remove(KeyOf(_names[number].Text, _names[number].Kind));
        _names[number] = default;
        _uses[number] = default;
        _keptCount--;
        Revision++;
        while (_names.Count > 0 && _uses[_names.Count - 1].State == NumberState.Free)
            _names.RemoveAt(_names.Count - 1);
    }
}
