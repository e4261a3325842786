using StackExchange.Redis;

namespace Pipeline.EventLog.Redis.Servers;

/// <summary>What an exception of the Redis client says about the command that it ended.</summary>
internal static class RedisFailure
{
    /// <summary>Whether it comes from Redis or the way to it, and not from a mistake in this program.</summary>
    public static bool IsRedis(Exception exception) =>
        exception is RedisException or RedisTimeoutException or TimeoutException or ObjectDisposedException or OperationCanceledException;

    /// <summary>
    /// Whether Redis certainly did not run the command and may do so later: it said so before it began, or there was no connection to send
    /// the command over.
    /// </summary>
    /// <remarks>
    /// A connection that broke, or an answer that did not come in time, says nothing of the kind: the command may have been run, or may
    /// still lie in a buffer and be run later.
    /// </remarks>
    public static bool IsRefusal(Exception exception) => exception switch
    {
        RedisServerException server => server.Kind is RedisErrorKind.OutOfMemory or RedisErrorKind.Misconfigured or RedisErrorKind.ReadOnly
            or RedisErrorKind.Loading or RedisErrorKind.NoReplicas or RedisErrorKind.Busy or RedisErrorKind.MasterDown
            or RedisErrorKind.MaxClients,
        RedisConnectionException connection => connection.FailureType == ConnectionFailureType.UnableToResolvePhysicalConnection
            && connection.CommandStatus == CommandStatus.WaitingToBeSent,
        _ => false,
    };

    /// <summary>Whether Redis says that the store is not the one that was opened.</summary>
    public static bool IsStoreGone(Exception exception) => HasCode(exception, "STOREGONE");

    public static bool HasCode(Exception exception, string code) =>
        exception is RedisServerException && exception.Message.StartsWith(code, StringComparison.Ordinal);
}
