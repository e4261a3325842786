using System.Security.Cryptography;
using System.Text;

namespace Pipeline.EventLog.Redis.Servers;

/// <summary>A Lua script of this assembly, and the hash by which Redis knows it once it is loaded.</summary>
/// <remarks>
/// All begin with <c>#!lua</c> (Redis 7): Redis then refuses a script that may write before it starts, not at its first write, when it is
/// full, read-only or cannot write its file. So a refusal is a certain "nothing was written".
/// </remarks>
internal sealed class RedisScript
{
    private RedisScript(string name)
    {
        using Stream resource = typeof(RedisScript).Assembly.GetManifestResourceStream(name)!;
        using StreamReader reader = new(resource);
        Text = reader.ReadToEnd();
#pragma warning disable CA5350 // Redis names scripts by SHA-1; nothing is protected by it.
        Hash = SHA1.HashData(Encoding.UTF8.GetBytes(Text));
#pragma warning restore CA5350
    }

    public static RedisScript Open { get; } = new("open");

    public static RedisScript Probe { get; } = new("probe");

    public static RedisScript Append { get; } = new("append");

    public static RedisScript Snapshot { get; } = new("snapshot");

    public static RedisScript Read { get; } = new("read");

    public static RedisScript Find { get; } = new("find");

    public static RedisScript Cells { get; } = new("cells");

    public static RedisScript Trim { get; } = new("trim");

    public static RedisScript Copy { get; } = new("copy");

    public static IReadOnlyList<RedisScript> All { get; } = [Open, Probe, Append, Snapshot, Read, Find, Cells, Trim, Copy];

    public string Text { get; }

    public byte[] Hash { get; }
}
