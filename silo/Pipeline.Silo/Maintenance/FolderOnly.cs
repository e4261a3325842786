using System.CommandLine;
using Pipeline.Silo.Cluster;

namespace Pipeline.Silo.Maintenance;

/// <summary>Maintenance commands are about data folders: where a Redis is configured and no folder is named, they say what to do instead.</summary>
internal static class FolderOnly
{
    /// <summary>Null if there is a folder to work on; else what to say.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="data">Its folder.</param>
    /// <param name="instead">What to do where the events are in Redis.</param>
    public static string? Refusal(ParseResult parsed, Option<string> data, string instead)
    {
        bool isFolderNamed = parsed.GetResult(data) is { Implicit: false };
        if (isFolderNamed)
            return null;
        IConfigurationRoot configuration = new ConfigurationBuilder().AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables().Build();
        bool isRedisUsed = !string.IsNullOrWhiteSpace(configuration[$"{RedisOptions.Section}:{nameof(RedisOptions.Configuration)}"]);
        return isRedisUsed ? $"pipeline: this silo keeps its events in Redis ({RedisOptions.Section}:{nameof(RedisOptions.Configuration)}), not in a folder. {instead}" : null;
    }

    /// <summary>Says it, and gives the exit code.</summary>
    public static async Task<int> RefuseAsync(string refusal)
    {
        await Console.Error.WriteLineAsync(refusal);
        return 1;
    }
}
