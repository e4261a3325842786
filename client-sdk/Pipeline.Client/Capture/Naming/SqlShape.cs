namespace Pipeline.Client.Capture.Naming;

/// <summary>What a statement of SQL does and to which table: all of it that may become a name. Never its text, nor a value in it.</summary>
/// <remarks>
/// <para>
/// One pass over at most <see cref="ScannedCharsMax"/> characters, without allocation. It is no parser: it skips comments and quoted texts,
/// takes the first word as the verb and the name after <c>FROM</c>, <c>INTO</c> or <c>UPDATE</c> as the table. Of several tables the first
/// counts, of several statements as well.
/// </para>
/// <para>
/// Digits in a table's name become <c>#</c> where two or more stand together, so that a table a day (<c>orders_20261126</c>) is one name.
/// </para>
/// </remarks>
internal ref struct SqlShape
{
    private const int ScannedCharsMax = 4_096;
    private const int TableCharsMax = 64;

    private static readonly string[] s_queries = ["SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "VALUES", "CALL", "EXEC", "EXECUTE", "COPY"];

    private static readonly string[] s_others =
    [
        "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "SET", "SHOW", "USE", "LOCK", "CREATE", "ALTER",
        "DROP", "TRUNCATE", "ANALYZE", "VACUUM", "REINDEX", "EXPLAIN", "ATTACH", "DETACH", "GRANT", "REVOKE", "DECLARE", "FETCH", "CLOSE",
        "LISTEN", "NOTIFY", "DISCARD", "DEALLOCATE", "PREPARE", "REFRESH",
    ];

    private ReadOnlySpan<char> _rest;
    private int _depth;

    private SqlShape(ReadOnlySpan<char> sql) => _rest = sql[..Math.Min(sql.Length, ScannedCharsMax)];

    /// <summary>Describes a statement.</summary>
    /// <param name="sql">Its text.</param>
    /// <param name="table">Takes the table; <see cref="TableBufferSize"/> characters.</param>
    /// <param name="tableLength">How many are used; 0 if there is no table, or none was found.</param>
    /// <param name="isQuery">Whether it reads or writes data, unlike <c>BEGIN</c> and <c>PRAGMA</c>.</param>
    /// <returns>The verb in capitals, or <c>OTHER</c>.</returns>
    public static string Describe(ReadOnlySpan<char> sql, Span<char> table, out int tableLength, out bool isQuery)
    {
        SqlShape shape = new(sql);
        string? verb = shape.ReadVerb(out isQuery);
        tableLength = 0;
        if (verb is null)
            return "OTHER";
        if (verb is "SELECT" or "DELETE")
            tableLength = shape.ReadTableAfter("FROM", table);
        else if (verb is "INSERT" or "REPLACE" or "MERGE")
            tableLength = shape.ReadTableAfter("INTO", table);
        else if (verb is "UPDATE")
            tableLength = shape.ReadUpdatedTable(table);
        else if (verb is "CALL" or "EXEC" or "EXECUTE")
            tableLength = Normalize(shape.NextToken(), shape._rest, table);
        return verb;
    }

    /// <summary>Characters that a table's name may take.</summary>
    public static int TableBufferSize => TableCharsMax;

    private string? ReadVerb(out bool isQuery)
    {
        isQuery = false;
        ReadOnlySpan<char> word = NextToken();
        while (word is "(" or ";")
            word = NextToken();
        _depth = 0;
        if (word.Equals("WITH", StringComparison.OrdinalIgnoreCase))
            word = ReadVerbOfWith();
        foreach (string query in s_queries)
        {
            if (word.Equals(query, StringComparison.OrdinalIgnoreCase))
            {
                isQuery = true;
                return query;
            }
        }

        foreach (string other in s_others)
        {
            if (word.Equals(other, StringComparison.OrdinalIgnoreCase))
                return other;
        }

        return null;
    }

    /// <summary>The verb that follows the common table expressions, which stand in parentheses.</summary>
    private ReadOnlySpan<char> ReadVerbOfWith()
    {
        while (true)
        {
            ReadOnlySpan<char> word = NextToken();
            if (word.IsEmpty)
                return "SELECT";
            if (_depth == 0 && (word.Equals("SELECT", StringComparison.OrdinalIgnoreCase) || word.Equals("INSERT", StringComparison.OrdinalIgnoreCase)
                || word.Equals("UPDATE", StringComparison.OrdinalIgnoreCase) || word.Equals("DELETE", StringComparison.OrdinalIgnoreCase)))
                return word;
        }
    }

    /// <summary>The table after a word that stands in no parentheses: <c>extract(year FROM day)</c> names none. A subquery gives its own table.</summary>
    private int ReadTableAfter(string word, Span<char> table)
    {
        bool inSubquery = false;
        while (true)
        {
            ReadOnlySpan<char> token = NextToken();
            if (token.IsEmpty || token is ";")
                return 0;
            if ((_depth != 0 && !inSubquery) || !token.Equals(word, StringComparison.OrdinalIgnoreCase))
                continue;
            token = NextToken();
            if (token.Equals("ONLY", StringComparison.OrdinalIgnoreCase) || token.Equals("LATERAL", StringComparison.OrdinalIgnoreCase))
                token = NextToken();
            if (token is not "(")
                return Normalize(token, _rest, table);
            inSubquery = true;
        }
    }

    private int ReadUpdatedTable(Span<char> table)
    {
        ReadOnlySpan<char> token = NextToken();
        if (token.Equals("OR", StringComparison.OrdinalIgnoreCase))
        {
            NextToken();
            token = NextToken();
        }

        if (token.Equals("ONLY", StringComparison.OrdinalIgnoreCase))
            token = NextToken();
        return Normalize(token, _rest, table);
    }

    /// <summary>The next word, quoted name, or single sign; empty at the end. Texts in single quotes are skipped.</summary>
    private ReadOnlySpan<char> NextToken()
    {
        while (!_rest.IsEmpty)
        {
            char first = _rest[0];
            if (char.IsWhiteSpace(first))
                _rest = _rest[1..];
            else if (_rest.StartsWith("--"))
                SkipThrough("\n", 2);
            else if (_rest.StartsWith("/*"))
                SkipThrough("*/", 2);
            else if (first == '\'')
                SkipThrough("'", 1);
            else
                return TakeToken(first);
        }

        return default;
    }

    private ReadOnlySpan<char> TakeToken(char first)
    {
        int length = first switch
        {
            '"' or '`' => QuotedLength(first),
            '[' => QuotedLength(']'),
            _ when IsNamePart(first) => NameLength(),
            _ => 1,
        };
        if (first == '(')
            _depth++;
        else if (first == ')')
            _depth--;
        ReadOnlySpan<char> token = _rest[..length];
        _rest = _rest[length..];
        return token;
    }

    private readonly int QuotedLength(char close)
    {
        int end = _rest[1..].IndexOf(close);
        return end < 0 ? _rest.Length : end + 2;
    }

    private readonly int NameLength()
    {
        int length = 1;
        while (length < _rest.Length && IsNamePart(_rest[length]))
            length++;
        return length;
    }

    private void SkipThrough(string end, int from)
    {
        int at = _rest[from..].IndexOf(end, StringComparison.Ordinal);
        _rest = at < 0 ? default : _rest[(from + at + end.Length)..];
    }

    private static bool IsNamePart(char character) => char.IsLetterOrDigit(character) || character is '_' or '$' or '.';

    /// <summary>Writes a name without quotes and with runs of digits as <c>#</c>; joins <c>"schema"."table"</c>.</summary>
    private static int Normalize(ReadOnlySpan<char> name, ReadOnlySpan<char> rest, Span<char> table)
    {
        int length = 0;
        if (!Append(name, table, ref length))
            return 0;
        // "schema"."table" comes as three tokens and more; a plain schema.table as one.
        while (rest.Length > 1 && (rest[0] == '.' || (length > 0 && table[length - 1] == '.')))
        {
            SqlShape following = new(rest);
            if (!Append(following.NextToken(), table, ref length))
                break;
            rest = following._rest;
        }

        return length;
    }

    private static bool Append(ReadOnlySpan<char> name, Span<char> table, ref int length)
    {
        if (name.Length >= 2 && name[0] is '"' or '`' or '[')
            name = name[^1] is '"' or '`' or ']' ? name[1..^1] : name[1..];
        else if (name.IsEmpty || !IsNamePart(name[0]))
            return false;
        for (int index = 0; index < name.Length && length < TableCharsMax; index++)
        {
            char character = name[index];
            bool inDigits = char.IsAsciiDigit(character)
                && ((index > 0 && char.IsAsciiDigit(name[index - 1])) || (index + 1 < name.Length && char.IsAsciiDigit(name[index + 1])));
            if (!inDigits)
                table[length++] = IsNamePart(character) ? character : '_';
            else if (length == 0 || table[length - 1] != '#')
                table[length++] = '#';
        }

        return true;
    }
}
