using System.Data.Common;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Pipeline.Client.Capture.Naming;

namespace Pipeline.Client.Capture.Sqlite;

/// <summary>Statements of SQLite, which Microsoft.Data.Sqlite itself tells nobody about: SQLite's own trace tells them.</summary>
/// <remarks>
/// <para>
/// SQLite runs a function for each connection that a process opens (<c>sqlite3_auto_extension</c>), and that function asks for its trace
/// (<c>sqlite3_trace_v2</c>). So any program over SQLitePCLRaw is covered, Entity Framework included, without a wrapper and without a package.
/// The library is looked for when SQLitePCLRaw's provider is loaded, so a program without SQLite never loads it.
/// </para>
/// <para>
/// The trace does not say whether a statement failed. The exception does that the program gets: it is seen as it is thrown, on the same
/// thread as the statement's end.
/// </para>
/// </remarks>
internal sealed class SqliteCapture : IDisposable
{
    private const string Driver = "Microsoft.Data.Sqlite";
    private const string ProviderPrefix = "SQLitePCLRaw.provider.";
    private const string FailedName = "sqlite (failed)";

    private readonly DatabaseSystem _names;
    private readonly object _gate = new();
    private bool _enabled;
    private bool _disposed;

    /// <summary>Exceptions that were counted, as long as they live.</summary>
    private readonly ConditionalWeakTable<Exception, object> _counted = [];

    public SqliteCapture(NameTable names)
    {
        _names = new DatabaseSystem("sqlite", names);
        AppDomain.CurrentDomain.AssemblyLoad += OnAssemblyLoaded;
        AppDomain.CurrentDomain.FirstChanceException += OnFirstChanceException;
        foreach (Assembly assembly in AppDomain.CurrentDomain.GetAssemblies())
            Consider(assembly);
    }

    /// <summary>Whether commands of a driver, named by its namespace, are seen here.</summary>
    public bool Covers(string driver) => driver == Driver && Volatile.Read(ref _enabled);

    public void Dispose()
    {
        AppDomain.CurrentDomain.AssemblyLoad -= OnAssemblyLoaded;
        AppDomain.CurrentDomain.FirstChanceException -= OnFirstChanceException;
        lock (_gate)
        {
            _disposed = true;
            if (_enabled)
                SqliteTrace.Disable();
            Volatile.Write(ref _enabled, false);
        }
    }

    private void OnAssemblyLoaded(object? sender, AssemblyLoadEventArgs loaded) => Consider(loaded.LoadedAssembly);

    private void Consider(Assembly assembly)
    {
        try
        {
            // The rest of the provider's name is that of the native library that it calls.
            string? name = assembly.GetName().Name;
            if (name is null || !name.StartsWith(ProviderPrefix, StringComparison.Ordinal))
                return;
            if (SqliteLibrary.TryLoad(name[ProviderPrefix.Length..], assembly) is not { } library)
                return;
            lock (_gate)
            {
                if (_disposed || _enabled)
                    return;
                Volatile.Write(ref _enabled, SqliteTrace.TryEnable(library, _names));
            }
        }
        catch (Exception fault)
        {
            // Nothing may get from here into the program's loading of an assembly.
            OperationCapture.Count(fault);
        }
    }

    /// <remarks>An exception is seen again each time it is thrown on, after an await for example; it counts once.</remarks>
    private void OnFirstChanceException(object? sender, FirstChanceExceptionEventArgs thrown)
    {
        if (thrown.Exception is not DbException exception)
            return;
        try
        {
            Call call = Call.Current;
            if (!call.IsActive || exception.GetType().Namespace != Driver || !_counted.TryAdd(exception, this))
                return;
            // SQLITE_ERROR mostly means that the statement could not be prepared: it never began, so the one that ended last is another.
            bool began = !exception.Message.StartsWith("SQLite Error 1:", StringComparison.Ordinal);
            if (SqliteTrace.TryTakeLastEnded(out OpenStatement ended) && began && ended.Call.Is(call))
                call.AddDependencyError(ended.Name);
            else
                call.Dependency(FailedName, TimeSpan.Zero, failed: true);
        }
        catch (Exception fault)
        {
            OperationCapture.Count(fault);
        }
    }
}
