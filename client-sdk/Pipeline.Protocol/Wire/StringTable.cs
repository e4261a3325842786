using System.Text;

namespace Pipeline.Protocol.Wire;

/// <summary>The strings of a section while it is being filled, numbered in the order of their first use.</summary>
internal sealed class StringTable
{
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);
    private readonly ByteWriter _utf8 = new();
    private readonly List<int> _ends = [];
    private string? _recentText;
    private int _recentIndex;

    public int Count => _ends.Count;

    public int ByteCount => _utf8.Length;

    /// <summary>Bytes that the table takes in a section at most.</summary>
    public int SizeMax => ByteCount + (Count * EventSizeBound.OfString);

    public ReadOnlySpan<byte> Utf8 => _utf8.Written;

    /// <summary>For each string the byte index after its last byte.</summary>
    public ReadOnlySpan<int> Ends => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_ends);

    /// <summary>The number of a well-formed, non-empty text; adds it at first sight, or gives -1 if the table has <paramref name="countMax"/>.</summary>
    public int GetOrAdd(string text, int countMax = int.MaxValue)
    {
        // Events come in runs of one segment, and their names are mostly the same object.
        if (ReferenceEquals(text, _recentText))
            return _recentIndex;
        if (!_indexes.TryGetValue(text, out int index))
        {
            if (_ends.Count >= countMax)
                return -1;
            index = _ends.Count;
            Encoding.UTF8.GetBytes(text, _utf8.Take(Encoding.UTF8.GetByteCount(text)));
            _ends.Add(_utf8.Length);
            _indexes.Add(text, index);
        }

        _recentText = text;
        _recentIndex = index;
        return index;
    }

    public void Clear()
    {
        _indexes.Clear();
        _utf8.Clear();
        _ends.Clear();
        _recentText = null;
    }
}
