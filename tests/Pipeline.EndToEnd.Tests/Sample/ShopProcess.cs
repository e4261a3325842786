using System.Text.RegularExpressions;

namespace Pipeline.EndToEnd.Tests.Sample;

/// <summary>The sample shop in a process of its own, on a free port.</summary>
internal sealed partial class ShopProcess : IAsyncDisposable
{
    private readonly ToolProcess _process;

    private ShopProcess(ToolProcess process, Uri url)
    {
        _process = process;
        Http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromMinutes(2) };
    }

    public HttpClient Http { get; }

    public string Url => Http.BaseAddress!.ToString().TrimEnd('/');

    /// <summary>Host and port, as names of operations have them.</summary>
    public string Target => Http.BaseAddress!.Authority;

    public string Output => _process.Output;

    /// <summary>Starts a shop with settings by their path, and awaits until it listens.</summary>
    public static async Task<ShopProcess> StartAsync(params IEnumerable<(string Path, string Value)> settings)
    {
        Dictionary<string, string> environment = settings.ToDictionary(setting => setting.Path.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value);
        environment["Urls"] = "http://127.0.0.1:0";
        string folder = Folder();
        ToolProcess process = ToolProcess.StartProgram("dotnet", [Path.Combine(folder, "Pipeline.Sample.Shop.dll")], environment, folder);
        string line = await process.WaitForLineAsync(text => text.Contains("Now listening on", StringComparison.Ordinal), "the shop to listen");
        return new ShopProcess(process, new Uri(Address().Match(line).Value));
    }

    /// <summary>Sends a request; returns the status.</summary>
    public async Task<int> SendAsync(HttpMethod method, string path, string? plan = null, string? json = null)
    {
        using HttpRequestMessage request = new(method, new Uri(path, UriKind.Relative));
        if (plan is not null)
            request.Headers.Add("X-Plan", plan);
        if (json is not null)
            request.Content = new StringContent(json, null, "application/json");
        using HttpResponseMessage response = await Http.SendAsync(request);
        return (int)response.StatusCode;
    }

    /// <summary>SIGTERM: it delivers what it has recorded and ends.</summary>
    public Task<int> StopAsync() => _process.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
    }

    /// <summary>The sample's output folder of the edition and configuration that these tests were built in.</summary>
    private static string Folder()
    {
        string output = Path.GetRelativePath(Path.Combine(Repository.Root, "tests", "Pipeline.EndToEnd.Tests"), AppContext.BaseDirectory);
        return Path.Combine(Repository.Root, "client-sdk", "samples", "Pipeline.Sample.Shop", output);
    }

    [GeneratedRegex(@"http://[0-9.]+:[0-9]+")]
    private static partial Regex Address();
}
