namespace Pipeline.Client.Capture.Naming;

/// <summary>Names of one database system's operations.</summary>
/// <remarks>The prefixes are made once, so that naming a statement allocates nothing.</remarks>
internal sealed class DatabaseSystem(string system, NameTable names)
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, string> _prefixes = new(StringComparer.Ordinal);

    /// <summary>The name of a statement, such as <c>sqlite SELECT orders</c>.</summary>
    public string NameOf(ReadOnlySpan<char> sql, out bool isQuery)
    {
        Span<char> table = stackalloc char[SqlShape.TableBufferSize];
        string verb = SqlShape.Describe(sql, table, out int length, out isQuery);
        return names.Get(PrefixOf(verb), table[..length]);
    }

    /// <summary>The name of an operation that is known by its verb, from a fixed set, and perhaps its target.</summary>
    public string NameOf(string verb, ReadOnlySpan<char> target) => names.Get(PrefixOf(verb), target);

    private string PrefixOf(string verb) => _prefixes.GetOrAdd(verb, static (verb, system) => $"{system} {verb}", system);
}
