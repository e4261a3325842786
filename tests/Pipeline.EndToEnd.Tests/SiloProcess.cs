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
    /// <param name="settings">Settings by their path, such as <c>Pipeline:Catalog:EndpointCountMax</c>.</param>
    public static Task<SiloProcess> StartAsync(string dataDirectory, params IEnumerable<(string Path, string Value)> settings)
        => StartAtAsync(0, dataDirectory, settings);

    /// <summary>The same on a given port, so that a silo can come back where one was before; 0 for any.</summary>
    public static async Task<SiloProcess> StartAtAsync(int port, string dataDirectory, params IEnumerable<(string Path, string Value)> settings)
    {
        Dictionary<string, string> environment = settings.ToDictionary(setting => setting.Path.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value);
        ToolProcess process = ToolProcess.StartProgram(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Pipeline.Silo.dll"), "up", "--port", $"{port}", "--data", dataDirectory], environment);
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

    /// <summary>Asks again and again until the answer is as awaited; fails with the last one after a minute.</summary>
    public async Task<JsonNode> GetUntilAsync(string path, Func<JsonNode, bool> isAwaited)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(1));
        while (true)
        {
            JsonNode answer = await GetAsync(path);
            if (isAwaited(answer))
                return answer;
            Assert.False(deadline.IsCancellationRequested, $"GET {path} still answers {answer.ToJsonString()}");
        }
    }

    /// <summary>Posts lines of NDJSON, as one request of a source if one is given, and awaits that they are counted.</summary>
    public async Task<JsonNode> PostAsync(string lines, (string Source, int Sequence)? identity = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/events") { Content = new StringContent(lines) };
        request.Content.Headers.ContentType = new("application/x-ndjson");
        if (identity is { } known)
        {
            request.Headers.Add("Pipeline-Source", known.Source);
            request.Headers.Add("Pipeline-Sequence", known.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        using HttpResponseMessage response = await Http.SendAsync(request);
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"POST: {(int)response.StatusCode} {body}");
        return JsonNode.Parse(body)!;
    }

    /// <summary>The value of a metric without labels; 0 if it was never counted.</summary>
    public async Task<long> GetMetricAsync(string name)
    {
        string metrics = await Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        string? line = metrics.Split('\n').FirstOrDefault(text => text.StartsWith(name + " ", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.AsSpan(name.Length + 1), System.Globalization.CultureInfo.InvariantCulture);
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
