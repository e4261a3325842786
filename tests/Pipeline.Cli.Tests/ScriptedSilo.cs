using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pipeline.Cli.Tests.Transport;
using Pipeline.Client.Queries;

namespace Pipeline.Cli.Tests;

/// <summary>A silo with answers made up for a test, and what is printed of them.</summary>
internal sealed class ScriptedSilo : IAsyncLifetime
{
    private FakeSilo? _silo;
    private HttpClient? _http;

    /// <summary>What was printed.</summary>
    public StringWriter Output { get; } = new();

    /// <summary>Lines that hold anything, without the blanks behind their ends.</summary>
    public string[] Lines => [.. Output.ToString().Split('\n').Select(static line => line.TrimEnd()).Where(static line => line.Length > 0)];

    /// <summary>What the silo answers, as it is sent, by path and parameters.</summary>
    public ConcurrentDictionary<string, string> Answers => _silo!.Answers;

    public Uri Address => _silo!.Address;

    public PipelineQueryClient Client { get; private set; } = null!;

    /// <summary>The cells of a line of a table.</summary>
    public static string[] Cells(string line) => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public async Task InitializeAsync()
    {
        _silo = await FakeSilo.StartAsync();
        _http = new HttpClient { BaseAddress = _silo.Address };
        Client = new PipelineQueryClient(_http);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        _http!.Dispose();
        await _silo!.DisposeAsync();
    }

    /// <summary>From now on the silo answers so when this path is asked for.</summary>
    public void Answer<T>(string path, T answer, JsonTypeInfo<T> type) => Answers[path] = JsonSerializer.Serialize(answer, type);
}
