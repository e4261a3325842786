using System.Reflection;
using StackExchange.Redis;
using StackExchange.Redis.KeyspaceIsolation;

namespace Pipeline.Silo.Hosting;

/// <summary>A connection to Redis whose databases put a prefix before every key.</summary>
/// <remarks>Orleans' grain directory has no setting for it, and the interface has too many members to be written down: those are passed on.</remarks>
public class PrefixedRedis : DispatchProxy
{
    private IConnectionMultiplexer _inner = null!;
    private string _keyStart = string.Empty;

    /// <summary>Connects; the connection is the receiver's, who disposes it.</summary>
    public static async Task<IConnectionMultiplexer> ConnectAsync(string configuration, string keyStart)
    {
        ConfigurationOptions options = ConfigurationOptions.Parse(configuration);
        // A question that waits for a Redis which is away is answered no sooner for that, and keeps its caller waiting.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        IConnectionMultiplexer proxy = Create<IConnectionMultiplexer, PrefixedRedis>();
        PrefixedRedis self = (PrefixedRedis)(object)proxy;
        self._inner = await ConnectionMultiplexer.ConnectAsync(options);
        self._keyStart = keyStart;
        return proxy;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        object? result = targetMethod!.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
        return result is IDatabase database ? database.WithKeyPrefix(_keyStart) : result;
    }
}
