using System.Collections.Concurrent;

namespace Pipeline.Actors.Tests.Conformance.Grains;

/// <summary>Where a test and the grain of one key meet: a journal of what happened, and gates that either side waits at or opens.</summary>
/// <remarks>Found by grain key, since both live in one process in every edition.</remarks>
public sealed class Probe
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly ConcurrentDictionary<string, Probe> s_probes = new();

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private readonly List<string> _journal = [];
    private readonly string _key;

    private Probe(string key) => _key = key;

    /// <summary>What happened, in order.</summary>
    public string[] Journal
    {
        get
        {
            lock (_journal)
                return [.. _journal];
        }
    }

    public static Probe Of(string key) => s_probes.GetOrAdd(key, static key => new Probe(key));

    /// <summary>Notes an event, and opens the gate of that name for whoever waits for it.</summary>
    public void Note(string entry)
    {
        lock (_journal)
            _journal.Add(entry);
        Open(entry);
    }

    public void Open(string gate) => Gate(gate).TrySetResult();

    /// <summary>Grain code waits here until the test opens the gate.</summary>
    public Task PassAsync(string gate) => Gate(gate).Task;

    /// <summary>The test waits here until the event was noted.</summary>
    public async Task WaitForAsync(string entry)
    {
        try
        {
            await Gate(entry).Task.WaitAsync(s_patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"'{entry}' did not happen to {_key}. What did: {string.Join(", ", Journal)}");
        }
    }

    private TaskCompletionSource Gate(string name) =>
        _gates.GetOrAdd(name, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
