using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.Extensions.DependencyInjection;

namespace Pipeline.Client.AspNetCore.Tests.Requests;

public sealed class EndpointNameTests
{
    [Theory]
    [InlineData("GET", "/orders/17", "GET /orders/{id:int}")]
    [InlineData("POST", "/orders", "POST /orders")]
    [InlineData("GET", "/nosuch/17", "(unmatched)")]
    [InlineData("DELETE", "/orders", "405 HTTP Method Not Supported")]
    [InlineData("FROB", "/any", "OTHER /any")]
    [InlineData("GET", "/group/inner/x", "GET /group/inner/{name}")]
    public async Task Request_IsNamedByItsRoute(string method, string path, string expected)
    {
        await using RecordedApp app = await RecordedApp.StartAsync(Map);
        await app.SendAsync(method, path);
        Assert.Equal(expected, (await app.StopWithOneAsync()).Endpoint);
    }

    [Theory]
    [InlineData("/orders/17", "/orders/{id:int}")]
    [InlineData("/nosuch", "(unmatched)")]
    public async Task Request_WithoutMethodInName_IsNamedByTheRouteAlone(string path, string expected)
    {
        await using RecordedApp app = await RecordedApp.StartAsync(Map, new Dictionary<string, string?> { ["Pipeline:Requests:MethodInName"] = "false" });
        await app.SendAsync("GET", path);
        Assert.Equal(expected, (await app.StopWithOneAsync()).Endpoint);
    }

    [Theory]
    [InlineData("/items/show/3", "GET /Items/Show/{id?}")]
    [InlineData("/api/items/3", "GET /api/items/{id}")]
    public async Task Action_IsNamedByItsRoute_AndAConventionalOneByControllerAndAction(string path, string expected)
    {
        await using RecordedApp app = await RecordedApp.StartAsync(
            web =>
            {
                web.UsePipeline();
                web.MapControllerRoute("default", "{controller=Home}/{action=Index}/{id?}");
            },
            services: services => services.AddControllers()
                .ConfigureApplicationPartManager(parts =>
                {
                    parts.ApplicationParts.Add(new AssemblyPart(typeof(EndpointNameTests).Assembly));
                    parts.FeatureProviders.Add(new OnlyItems());
                }));
        await app.SendAsync("GET", path);
        Assert.Equal(expected, (await app.StopWithOneAsync()).Endpoint);
    }

    [Fact]
    public async Task Request_BeforeRouting_IsNamedAfterwards()
    {
        await using RecordedApp app = await RecordedApp.StartAsync(web =>
        {
            web.UsePipeline();
            web.UseRouting();
            web.MapGet("/late/{id}", () => "ok");
        });
        await app.SendAsync("GET", "/late/1");
        Assert.Equal("GET /late/{id}", (await app.StopWithOneAsync()).Endpoint);
    }

    [Fact]
    public async Task Request_ThatIsExcluded_IsNotRecorded()
    {
        await using RecordedApp app = await RecordedApp.StartAsync(
            web =>
            {
                web.UsePipeline();
                web.UseRouting();
                web.MapGet("/health", () => "ok").WithoutPipeline();
                web.MapGet("/metrics/all", () => "ok");
                web.MapGet("/metricsx", () => "ok");
            },
            new Dictionary<string, string?> { ["Pipeline:Requests:ExcludedPaths:0"] = "/metrics" });
        await app.SendAsync("GET", "/health");
        await app.SendAsync("GET", "/metrics/all");
        await app.SendAsync("GET", "/metricsx");
        Assert.Equal("GET /metricsx", (await app.StopWithOneAsync()).Endpoint);
        Assert.Equal(["GET /metricsx"], app.Transport.Tallies.Keys.Select(tally => tally.Endpoint));
    }

    private static void Map(WebApplication web)
    {
        web.UsePipeline();
        web.MapGet("/orders/{id:int}", (int id) => id);
        web.MapPost("/orders", () => Results.Created());
        web.Map("/any", () => "ok");
        web.MapGroup("/group").MapGet("/inner/{name}", (string name) => name);
    }

    private sealed class OnlyItems : ControllerFeatureProvider
    {
        protected override bool IsController(System.Reflection.TypeInfo typeInfo) => typeInfo == typeof(ItemsController) || typeInfo == typeof(ItemsApiController);
    }
}
