using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using StackExchange.Redis;

namespace Pipeline.Client.Redis;

/// <summary>Failed commands. A profiled command does not say that it failed; the exception that the program gets does, as it is thrown.</summary>
/// <remarks>An exception is seen again each time it is thrown on, after an await for example; it counts once.</remarks>
internal static class RedisErrors
{
    private const string FailedName = "redis (failed)";

    private static readonly ConditionalWeakTable<Exception, object> s_counted = [];
    private static int s_watching;

    /// <summary>Begins to watch, once in a process.</summary>
    public static void Watch()
    {
        if (Interlocked.Exchange(ref s_watching, 1) == 0)
            AppDomain.CurrentDomain.FirstChanceException += OnThrown;
    }

    private static void OnThrown(object? sender, FirstChanceExceptionEventArgs thrown)
    {
        if (thrown.Exception is not (RedisException or RedisTimeoutException or RedisCommandException))
            return;
        try
        {
            Call call = Call.Current;
            if (call.IsActive && s_counted.TryAdd(thrown.Exception, FailedName))
                call.Dependency(FailedName, TimeSpan.Zero, failed: true);
        }
        catch (Exception)
        {
            // Nothing may get from here into the program's handling of its exception. A limit that throws is reported by the client.
        }
    }
}
