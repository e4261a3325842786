using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Pipeline.Client.Capture.Naming;

namespace Pipeline.Client.Capture.Sqlite;

/// <summary>What SQLite calls for each connection that is opened and for each statement that begins and ends.</summary>
/// <remarks>
/// Static, since a connection that was opened while capturing keeps its callbacks for life; when capturing has ended they return at once. No
/// exception leaves them: it would end the process.
/// </remarks>
internal static unsafe class SqliteTrace
{
    private const uint StatementBegins = 1;
    private const uint StatementEnded = 2;
    private const int SqlBytesMax = 4_096;

    private static readonly OpenStatements s_open = new();

    /// <summary>The one library whose connections are traced; never another, since callbacks do not tell whose they are.</summary>
    private static volatile SqliteLibrary? s_library;

    /// <summary>Null while nothing is captured.</summary>
    private static volatile DatabaseSystem? s_names;

    [ThreadStatic]
    private static OpenStatement t_lastEnded;

    /// <summary>Begins to trace connections that the library opens from now on; false if another library is traced, or SQLite refuses.</summary>
    public static bool TryEnable(SqliteLibrary library, DatabaseSystem names)
    {
        if (s_library is { } traced && traced.Handle != library.Handle)
            return false;
        s_library = library;
        s_names = names;
        return library.RunAtOpen(&OnOpened);
    }

    public static void Disable()
    {
        s_names = null;
        s_library?.CancelRunAtOpen(&OnOpened);
    }

    /// <summary>The statement that ended last on this thread in this call, if any; it is forgotten.</summary>
    public static bool TryTakeLastEnded(out OpenStatement ended)
    {
        ended = t_lastEnded;
        t_lastEnded = default;
        return ended.Name is not null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnOpened(nint connection, nint error, nint functions)
    {
        try
        {
            // An error from here would fail the program's opening of its database.
            _ = s_library?.Trace(connection, &OnTrace, 0);
        }
        catch (Exception fault)
        {
            OperationCapture.Count(fault);
        }

        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnTrace(uint what, nint context, nint statement, nint detail)
    {
        try
        {
            if (what == StatementBegins)
                OnBegins(statement, (byte*)detail);
            else if (what == StatementEnded && s_open.TryRemove(statement, out OpenStatement open))
                OnEnded(in open);
        }
        catch (Exception fault)
        {
            OperationCapture.Count(fault);
        }

        return 0;
    }

    private static void OnBegins(nint statement, byte* text)
    {
        if (s_names is not { } names || s_library is not { } library)
            return;
        Call call = Call.Current;
        if (!call.IsActive)
            return;
        byte* sql = library.SqlOf(statement);
        // The statements of a trigger are told as well, with a text of their own; they belong to the one that fired it.
        if (sql is null || (sql != text && s_open.Contains(statement)))
            return;
        string name = NameOf(names, sql, out bool isQuery);
        if (!s_open.TryAdd(statement, new OpenStatement(call, name, isQuery, Stopwatch.GetTimestamp())))
            Record(call, name, isQuery, TimeSpan.Zero);
    }

    private static void OnEnded(in OpenStatement open)
    {
        Record(open.Call, open.Name, open.IsQuery, Stopwatch.GetElapsedTime(open.StartTimestamp));
        t_lastEnded = open;
    }

    private static void Record(Call call, string name, bool isQuery, TimeSpan elapsed)
    {
        call.Dependency(name, elapsed);
        if (isQuery)
            call.DbQueries();
    }

    private static string NameOf(DatabaseSystem names, byte* sql, out bool isQuery)
    {
        // The bound keeps the search for the end of a huge text short; only its head is looked at anyway.
        int length = 0;
        while (length < SqlBytesMax && sql[length] != 0)
            length++;
        ReadOnlySpan<byte> utf8 = new(sql, length);
        if (length <= 512)
        {
            Span<char> text = stackalloc char[512];
            return names.NameOf(text[..Encoding.UTF8.GetChars(utf8, text)], out isQuery);
        }

        return names.NameOf(Encoding.UTF8.GetString(utf8), out isQuery);
    }
}
