using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipeline.Client.Capture.Sqlite;

/// <summary>The functions of one native SQLite library that capturing calls.</summary>
internal sealed unsafe class SqliteLibrary
{
    private readonly delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<nint, nint, nint, int>, int> _autoExtension;
    private readonly delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<nint, nint, nint, int>, int> _cancelAutoExtension;
    private readonly delegate* unmanaged[Cdecl]<nint, uint, delegate* unmanaged[Cdecl]<uint, nint, nint, nint, int>, nint, int> _trace;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*> _sql;

    private SqliteLibrary(nint handle, nint autoExtension, nint cancelAutoExtension, nint trace, nint sql)
    {
        Handle = handle;
        _autoExtension = (delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<nint, nint, nint, int>, int>)autoExtension;
        _cancelAutoExtension = (delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<nint, nint, nint, int>, int>)cancelAutoExtension;
        _trace = (delegate* unmanaged[Cdecl]<nint, uint, delegate* unmanaged[Cdecl]<uint, nint, nint, nint, int>, nint, int>)trace;
        _sql = (delegate* unmanaged[Cdecl]<nint, byte*>)sql;
    }

    /// <summary>What the operating system calls the loaded library.</summary>
    public nint Handle { get; }

    /// <summary>Finds the library the way the assembly's own calls into it do; null if it is not there or too old.</summary>
    public static SqliteLibrary? TryLoad(string name, Assembly assembly)
        => NativeLibrary.TryLoad(name, assembly, searchPath: null, out nint library)
            && NativeLibrary.TryGetExport(library, "sqlite3_auto_extension", out nint autoExtension)
            && NativeLibrary.TryGetExport(library, "sqlite3_cancel_auto_extension", out nint cancelAutoExtension)
            && NativeLibrary.TryGetExport(library, "sqlite3_trace_v2", out nint trace)
            && NativeLibrary.TryGetExport(library, "sqlite3_sql", out nint sql)
                ? new SqliteLibrary(library, autoExtension, cancelAutoExtension, trace, sql)
                : null;

    /// <summary>Has a function run for each connection that is opened from now on. Returns whether SQLite took it.</summary>
    public bool RunAtOpen(delegate* unmanaged[Cdecl]<nint, nint, nint, int> function) => _autoExtension(function) == 0;

    public void CancelRunAtOpen(delegate* unmanaged[Cdecl]<nint, nint, nint, int> function) => _ = _cancelAutoExtension(function);

    /// <summary>Has a function run when a statement begins (1) and when it has ended (2).</summary>
    public int Trace(nint connection, delegate* unmanaged[Cdecl]<uint, nint, nint, nint, int> function, nint context)
        => _trace(connection, 3, function, context);

    /// <summary>The statement's text, UTF-8, owned by it; it stands at the same address as long as the statement exists.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* SqlOf(nint statement) => _sql(statement);
}
