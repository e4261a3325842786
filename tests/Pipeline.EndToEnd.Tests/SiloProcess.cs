using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Pipeline.EndToEnd.Tests;

/// <summary>A silo in a process of its own, on a free port, over a data folder that outlives it.</summary>
internal sealed partial class SiloProcess : IAsyncDisposable
{
    private readonly ToolProcess _process;

    private SiloProcess(ToolProcess process, Uri url)
    {
        _process = process;
        Http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromMinutes(2) };
    }

    public HttpClient Http { get; }

    public string Url => Http.BaseAddress!.ToString().TrimEnd('/');

    public string Output => _process.Output;

    /// <summary>Starts a silo and awaits until it says that it is up, which it does when it is ready.</summary>
    /// <param name="dataDirectory">Its data folder.</param>
    /// <param name="settings">Further settings, as environment variables.</param>
    public static async Task<SiloProcess> StartAsync(string dataDirectory, IReadOnlyDictionary<string, string>? settings = null)
    {
        ToolProcess process = ToolProcess.Start("Pipeline.Silo", ["up", "--port", "0", "--data", dataDirectory], settings);
        string line = await process.WaitForLineAsync(text => text.Contains("Pipeline is up", StringComparison.Ordinal), "the silo to be up");
        return new SiloProcess(process, new Uri(Address().Match(line).Value));
    }

    /// <summary>GET as JSON; fails with the body when the status is not 200.</summary>
    public async Task<JsonNode> GetAsync(string path)
    {
        using HttpResponseMessage response = await Http.GetAsync(new Uri(path, UriKind.Relative));
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"GET {path}: {(int)response.StatusCode} {body}");
        return JsonNode.Parse(body)!;
    }

    /// <summary>One endpoint's whole life, without the fields that may differ between two ways to the same events.</summary>
    public async Task<string> GetComparableAsync(string endpoint)
    {
        JsonNode node = await GetAsync($"/api/v1/endpoints/{Uri.EscapeDataString(endpoint)}?window=all");
        node.AsObject().Remove("late");
        node.AsObject().Remove("as_of");
        return node.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    public async Task<IReadOnlyList<string>> GetEndpointNamesAsync()
    {
        JsonNode list = await GetAsync("/api/v1/endpoints?window=all&limit=10000");
        return [.. list["endpoints"]!.AsArray().Select(endpoint => (string)endpoint!["name"]!)];
    }

    public Task<int> StopAsync() => _process.StopAsync();

    public Task KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
    }

    [GeneratedRegex(@"http://[0-9.]+:[0-9]+")]
    private static partial Regex Address();
}
