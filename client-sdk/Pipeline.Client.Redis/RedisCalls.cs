using System.Collections.Concurrent;
using StackExchange.Redis.Profiling;

namespace Pipeline.Client.Redis;

/// <summary>The commands of one call: StackExchange.Redis gathers them in a profiling session, and they become operations when the call ends.</summary>
/// <remarks>
/// Long calls are read in between, so that a session never holds more than the commands of a pipeline and <see cref="CommandsHeldMax"/>
/// others. A command that completes after its call has ended is in nobody's figures.
/// </remarks>
internal sealed class RedisCalls : ICallCompanion
{
    private const int CommandsHeldMax = 256;
    private const int NamesMax = 500;
    private const string OtherName = "redis (other)";

    /// <summary>Names by command, made once. Commands are few, unless a program sends names of its own making.</summary>
    private static readonly ConcurrentDictionary<string, string> s_names = new(StringComparer.OrdinalIgnoreCase);

    private readonly ProfilingSession _session = new();
    private int _begun;

    /// <summary>The session for a command that begins now.</summary>
    public ProfilingSession Begin(Call call)
    {
        if (Interlocked.Increment(ref _begun) % CommandsHeldMax == 0)
            Read(call);
        return _session;
    }

    void ICallCompanion.OnEnding(Call call) => Read(call);

    private void Read(Call call)
    {
        // FinishProfiling takes what there is and leaves the session usable.
        foreach (IProfiledCommand command in _session.FinishProfiling())
            Add(call, command);
    }

    private static void Add(Call call, IProfiledCommand command)
    {
        try
        {
            call.Dependency(NameOf(command.Command), command.ElapsedTime);
        }
        catch (LimitExceededException)
        {
            // The client has reported it; thrown from here it would cost the commands that follow.
        }
    }

    private static string NameOf(string command)
    {
        if (s_names.TryGetValue(command, out string? name))
            return name;
        return s_names.Count >= NamesMax ? OtherName : s_names.GetOrAdd(command, static command => "redis " + command.ToUpperInvariant());
    }
}
