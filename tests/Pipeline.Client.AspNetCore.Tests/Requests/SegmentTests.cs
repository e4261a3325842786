using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipeline.Client.AspNetCore.Tests.Hosting;

namespace Pipeline.Client.AspNetCore.Tests.Requests;

public sealed class SegmentTests
{
    private static readonly Dictionary<string, string?> s_byHeader = new()
    {
        ["Pipeline:Requests:SegmentHeader"] = "X-Plan",
        ["Pipeline:Requests:KnownSegments:0"] = "free",
        ["Pipeline:Requests:KnownSegments:1"] = "premium",
    };

    [Theory]
    [InlineData("premium", "premium")]
    [InlineData("made-up", "other")]
    [InlineData("", "default")]
    public async Task Header_NamesTheSegment_IfItIsKnown(string sent, string expected)
    {
        await using RecordedApp app = await RecordedApp.StartAsync(
            web =>
            {
                web.UsePipeline();
                web.MapGet("/", () => "ok");
            },
            s_byHeader);
        await app.SendAsync("GET", "/", ("X-Plan", sent));
        Assert.Equal(expected, (await app.StopWithOneAsync()).Segment);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Claim_NamesTheSegment_AlsoWhenTheUserIsKnownOnlyLater(bool userFirst)
    {
        await using RecordedApp app = await RecordedApp.StartAsync(web =>
        {
            if (userFirst)
                web.Use(Authenticate);
            web.UsePipeline(options => options.SegmentClaim = "plan");
            if (!userFirst)
                web.Use(Authenticate);
            web.MapGet("/", () => "ok");
        });
        await app.SendAsync("GET", "/");
        Assert.Equal("gold", (await app.StopWithOneAsync()).Segment);
    }

    [Fact]
    public async Task Delegate_GoesFirst_AndItsFailureCostsOnlyTheSegment()
    {
        await using RecordedApp app = await RecordedApp.StartAsync(web =>
        {
            web.UsePipeline(options => options.Segment = context => context.Request.Query["plan"] is { Count: > 0 } plan ? plan.ToString() : throw new FormatException("no plan"));
            web.MapGet("/", () => "ok");
        });
        await app.SendAsync("GET", "/?plan=trial");
        await app.SendAsync("GET", "/");
        Assert.Equal(["trial", "default"], (await app.StopAsync()).Select(record => record.Segment).OrderDescending());
    }

    [Fact]
    public async Task DelegateAndLogThrow_TheProgramsOwnExceptionPasses()
    {
        using NotedLogs logs = new() { Throws = true };
        FormatException mistake = new("the program's own");
        TaskCompletionSource<Exception?> seen = new();
        await using RecordedApp app = await RecordedApp.StartAsync(
            web =>
            {
                web.Use(async (context, next) =>
                {
                    try
                    {
                        await next(context);
                        seen.SetResult(null);
                    }
                    catch (Exception exception)
                    {
                        seen.SetResult(exception);
                    }
                });
                web.UsePipeline(options => options.Segment = static _ => throw new InvalidOperationException("no plan"));
                web.MapGet("/", IResult () => throw mistake);
            },
            services: services => services.AddLogging(builder => builder.AddProvider(logs)));
        await app.SendAsync("GET", "/");

        Assert.Same(mistake, await seen.Task);
        Assert.True(logs.ThrownCount > 0);
        logs.Throws = false;
        Assert.Equal("default", (await app.StopWithOneAsync()).Segment);
    }

    private static Task Authenticate(HttpContext context, RequestDelegate next)
    {
        context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("plan", "gold")], "test"));
        return next(context);
    }
}
