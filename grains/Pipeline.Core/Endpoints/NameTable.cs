using System.Text;

namespace Pipeline.Core.Endpoints;

/// <summary>
/// Numbers the names that an endpoint has seen, in the order in which they came, up to a limit; later ones share <see cref="Other"/>.
/// </summary>
/// <remarks>
/// A name is a text and a kind. One place per kind is kept for <see cref="Other"/>, so the limit holds with it. Not thread-safe.
/// </remarks>
internal sealed class NameTable(int capacity, int kindCount)
{
    /// <summary>The name of everything past the limit.</summary>
    public const string Other = "__other__";

    // Longest name, 256 bytes, and the kind.
    private const int KeyCharsMax = 257;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<EndpointName> _names = [];
    private int _otherCount;

    public IReadOnlyList<EndpointName> Names => _names;

    /// <summary>The number of a name, given out now if it is new.</summary>
    /// <param name="utf8">1 to 256 bytes.</param>
    /// <param name="kind">Below the table's number of kinds.</param>
    /// <param name="isOverflow">Whether the name found no place and the number is that of <see cref="Other"/>.</param>
    public int GetOrAdd(ReadOnlySpan<byte> utf8, byte kind, out bool isOverflow)
    {
        Span<char> chars = stackalloc char[KeyCharsMax];
        chars[0] = (char)('0' + kind);
        int length = 1 + Encoding.UTF8.GetChars(utf8, chars[1..]);
        ReadOnlySpan<char> key = chars[..length];
        isOverflow = false;
        if (_numbers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out int number))
            return number;
        bool isOther = key[1..].SequenceEqual(Other);
        if (isOther || _names.Count - _otherCount < capacity - kindCount)
            return Add(key[1..].ToString(), kind);
        isOverflow = true;
        return GetOrAddOther(kind);
    }

    /// <summary>Gives out the next number, as read from a snapshot; false if the name is there or there is no place.</summary>
    public bool TryRestore(string name, byte kind)
    {
        bool isOther = name == Other;
        if (kind >= kindCount || name.Length is 0 or >= KeyCharsMax || _numbers.ContainsKey(KeyOf(name, kind)))
            return false;
        if (!isOther && _names.Count - _otherCount >= capacity - kindCount)
            return false;
        Add(name, kind);
        return true;
    }

    private static string KeyOf(string name, byte kind) => (char)('0' + kind) + name;

    private int GetOrAddOther(byte kind) => _numbers.TryGetValue(KeyOf(Other, kind), out int number) ? number : Add(Other, kind);

    private int Add(string name, byte kind)
    {
        int number = _names.Count;
        _numbers.Add(KeyOf(name, kind), number);
        _names.Add(new EndpointName(name, kind));
        if (name == Other)
            _otherCount++;
        return number;
    }
}
