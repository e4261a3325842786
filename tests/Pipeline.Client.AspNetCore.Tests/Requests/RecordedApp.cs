using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipeline.Client.Delivery;
using Pipeline.Client.Tests.Recording;
using Pipeline.Protocol.Events;

namespace Pipeline.Client.AspNetCore.Tests.Requests;

/// <summary>A web application in memory whose calls are all kept.</summary>
internal sealed class RecordedApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RecordedApp(WebApplication app, RecordingTransport transport)
    {
        _app = app;
        Transport = transport;
        Http = app.GetTestClient();
    }

    public HttpClient Http { get; }

    public RecordingTransport Transport { get; }

    /// <summary>Starts an application.</summary>
    /// <param name="map">Middleware and endpoints; has to call UsePipeline.</param>
    /// <param name="settings">Configuration by path.</param>
    /// <param name="services">Further services.</param>
    public static async Task<RecordedApp> StartAsync(
        Action<WebApplication> map, IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null)
    {
        RecordingTransport transport = new();
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Pipeline:Sampling:Probability"] = "1",
            ["Pipeline:Guard:OverheadMax"] = "1",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.Services.AddSingleton<IBatchTransport>(transport);
        builder.Services.AddPipeline();
        services?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        map(app);
        await app.StartAsync();
        return new RecordedApp(app, transport);
    }

    /// <summary>Sends a request and ignores its answer.</summary>
    public async Task SendAsync(string method, string path, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(path, UriKind.Relative));
        foreach ((string name, string value) in headers)
            request.Headers.Add(name, value);
        using HttpResponseMessage response = await Http.SendAsync(request);
        // The call ends with the request, which ends after the answer has been read.
        await response.Content.ReadAsByteArrayAsync();
    }

    /// <summary>Stops the application, which delivers everything, and returns it.</summary>
    public async Task<IReadOnlyList<EventRecord>> StopAsync()
    {
        await _app.StopAsync();
        return Transport.Events;
    }

    /// <summary>Stops the application and returns the one call there is.</summary>
    public async Task<EventRecord> StopWithOneAsync() => Assert.Single(await StopAsync());

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
