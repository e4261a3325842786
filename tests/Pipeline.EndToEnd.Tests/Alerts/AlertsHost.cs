using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Alerting;
using Pipeline.Silo.Query.Alerts;

namespace Pipeline.EndToEnd.Tests.Alerts;

/// <summary>The paths about alerts over HTTP, with grains that do as a test says.</summary>
internal sealed class AlertsHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AlertsHost(WebApplication app, FakeAlerts alerts, FakeDirectories directories)
    {
        _app = app;
        Alerts = alerts;
        Directories = directories;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Client = new PipelineQueryClient(Http, new PipelineQueryOptions { RetryCountMax = 0, User = "ann@box" });
    }

    public FakeAlerts Alerts { get; }

    public FakeDirectories Directories { get; }

    public HttpClient Http { get; }

    public PipelineQueryClient Client { get; }

    public static async Task<AlertsHost> StartAsync()
    {
        FakeAlerts alerts = new();
        FakeDirectories directories = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddProblemDetails();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new AlertingGrains(() => alerts, () => directories, () => directories));
        AlertsSetup.AddAnswers(builder.Services);
        WebApplication app = builder.Build();
        AlertsSetup.Map(app);
        await app.StartAsync();
        return new AlertsHost(app, alerts, directories);
    }

    /// <summary>Sends a request and reads the JSON that answers it.</summary>
    public async Task<(HttpStatusCode Status, JsonNode Body, HttpResponseMessage Response)> SendAsync(
        string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(path, UriKind.Relative));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        HttpResponseMessage response = await Http.SendAsync(request);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!, response);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
