using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Pipeline.Protocol.Events;

namespace Pipeline.Cli.AccessLogs;

/// <summary>Names the endpoint of a request line: method, space, target up to the query. docs/send.md states the rule.</summary>
/// <remarks>
/// The name is kept as written, percent-encoding and backslashes included, so that counts agree with what text tools find. Bytes that no
/// name may hold become <c>\xhh</c>, as web servers write them. Not thread-safe; keeps the names seen, so that a line costs no string.
/// </remarks>
internal sealed class RequestEndpoint
{
    /// <summary>The endpoint of every request that is not a method and a target: <c>"-"</c>, an empty one, a TLS handshake.</summary>
    public const string Malformed = "-";

    private const int MethodBytesMax = 32;

    /// <summary>Names kept; a log with more of them starts again with none.</summary>
    private const int NamesKeptMax = 1 << 16;

    /// <summary>Hexadecimal digits that end a shortened name.</summary>
    private const int HashDigits = 8;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _namesBySpan;

    public RequestEndpoint() => _namesBySpan = _names.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The name for a request line, 1 to 256 bytes of UTF-8.</summary>
    public string NameOf(ReadOnlySpan<byte> request)
    {
        int methodLength = request.IndexOf((byte)' ');
        if (methodLength is < 1 or > MethodBytesMax || !IsMethod(request[..methodLength]))
            return Malformed;
        ReadOnlySpan<byte> path = PathOf(request[(methodLength + 1)..]);
        if (path.IsEmpty)
            return Malformed;

        // Mostly the two stand in the line as they stand in the name.
        bool isContiguous = path == request.Slice(methodLength + 1, path.Length);
        return isContiguous && IsPlain(path) && methodLength + 1 + path.Length <= EventLimits.EndpointBytesMax
            ? Keep(request[..(methodLength + 1 + path.Length)])
            : Escape(request[..methodLength], path);
    }

    /// <summary>The target without protocol and query.</summary>
    /// <remarks>A target may hold spaces: only a last word that starts with <c>HTTP/</c> is the protocol.</remarks>
    private static ReadOnlySpan<byte> PathOf(ReadOnlySpan<byte> afterMethod)
    {
        ReadOnlySpan<byte> target = afterMethod.Trim((byte)' ');
        int lastSpace = target.LastIndexOf((byte)' ');
        if (target[(lastSpace + 1)..].StartsWith("HTTP/"u8))
            target = target[..Math.Max(lastSpace, 0)].TrimEnd((byte)' ');
        int query = target.IndexOf((byte)'?');
        return query < 0 ? target : target[..query];
    }

    private static bool IsMethod(ReadOnlySpan<byte> method)
    {
        if (!char.IsAsciiLetter((char)method[0]))
            return false;
        foreach (byte next in method)
        {
            if (!char.IsAsciiLetterOrDigit((char)next) && next != '-' && next != '_')
                return false;
        }

        return true;
    }

    private static bool IsPlain(ReadOnlySpan<byte> path) => !path.ContainsAnyExceptInRange((byte)' ', (byte)'~');

    private string Keep(ReadOnlySpan<byte> ascii)
    {
        Span<char> name = stackalloc char[EventLimits.EndpointBytesMax];
        name = name[..Encoding.ASCII.GetChars(ascii, name)];
        if (_namesBySpan.TryGetValue(name, out string? known))
            return known;
        if (_names.Count >= NamesKeptMax)
            _names.Clear();
        _namesBySpan.Add(name);
        return _namesBySpan.TryGetValue(name, out known) ? known : name.ToString();
    }

    private static string Escape(ReadOnlySpan<byte> method, ReadOnlySpan<byte> path)
    {
        StringBuilder name = new(Encoding.ASCII.GetString(method));
        name.Append(' ');
        while (!path.IsEmpty)
        {
            bool isText = Rune.DecodeFromUtf8(path, out Rune rune, out int consumed) == OperationStatus.Done && !Rune.IsControl(rune);
            if (isText)
                name.Append(rune.ToString());
            else
                AppendEscaped(name, path[..consumed]);
            path = path[consumed..];
        }

        string text = name.ToString();
        return Encoding.UTF8.GetByteCount(text) <= EventLimits.EndpointBytesMax ? text : Cut(text);
    }

    private static void AppendEscaped(StringBuilder name, ReadOnlySpan<byte> bytes)
    {
        foreach (byte next in bytes)
            name.Append(CultureInfo.InvariantCulture, $"\\x{next:x2}");
    }

    /// <summary>Shortens a name that is too long, at a character; a hash keeps it apart from others that start alike.</summary>
    private static string Cut(string name)
    {
        string ending = "…" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashDigits];
        int startBytesMax = EventLimits.EndpointBytesMax - Encoding.UTF8.GetByteCount(ending);
        Span<byte> start = stackalloc byte[startBytesMax];
        Utf8.FromUtf16(name, start, out int charsFitting, out _);
        return name[..charsFitting] + ending;
    }
}
