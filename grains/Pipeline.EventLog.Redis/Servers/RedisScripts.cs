using StackExchange.Redis;

namespace Pipeline.EventLog.Redis.Servers;

/// <summary>Loads and runs the scripts over a connection.</summary>
internal static class RedisScripts
{
    /// <summary>Makes all scripts known to Redis, which forgets them when it is restarted or told to.</summary>
    public static Task LoadScriptsAsync(this IDatabaseAsync database) =>
        Task.WhenAll(RedisScript.All.Select(script => database.ExecuteAsync("SCRIPT", "LOAD", script.Text)));

    /// <summary>Sends a script by its hash. Redis answers NOSCRIPT if it does not know it.</summary>
    public static Task<RedisResult> SendAsync(this IDatabaseAsync database, RedisScript script, RedisKey[] keys, RedisValue[] arguments) =>
        database.ScriptEvaluateAsync(script.Hash, keys, arguments);

    /// <summary>Runs a script, and loads it if Redis has forgotten it.</summary>
    public static async Task<RedisResult> RunAsync(
        this IDatabaseAsync database, RedisScript script, RedisKey[] keys, RedisValue[] arguments)
    {
        try
        {
            return await database.SendAsync(script, keys, arguments).ConfigureAwait(false);
        }
        catch (RedisServerException exception) when (exception.Kind == RedisErrorKind.NoScript)
        {
            await database.LoadScriptsAsync().ConfigureAwait(false);
            return await database.SendAsync(script, keys, arguments).ConfigureAwait(false);
        }
    }
}
