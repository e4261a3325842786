using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pipeline.Protocol.Events;

namespace Pipeline.Client.AspNetCore.Tests.Requests;

public sealed class OutcomeTests
{
    [Theory]
    [InlineData(200, Outcome.Ok, null)]
    [InlineData(404, Outcome.Ok, null)]
    [InlineData(499, Outcome.Ok, null)]
    [InlineData(500, Outcome.Error, "HTTP 500")]
    [InlineData(503, Outcome.Error, "HTTP 503")]
    [InlineData(507, Outcome.Error, "HTTP 507")]
    public async Task Status_From500On_IsAFailure(int status, Outcome expected, string? error)
    {
        await using RecordedApp app = await RecordedApp.StartAsync(web =>
        {
            web.UsePipeline();
            web.MapGet("/", () => Results.StatusCode(status));
        });
        await app.SendAsync("GET", "/");
        EventRecord record = await app.StopWithOneAsync();
        Assert.Equal((expected, error), (record.Outcome, record.Error));
    }

    [Fact]
    public async Task Exception_IsAFailure_AndReachesTheProgramUnchanged()
    {
        InvalidOperationException thrown = new("broken");
        Exception? seen = null;
        await using RecordedApp app = await RecordedApp.StartAsync(web =>
        {
            web.Use(async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                catch (InvalidOperationException exception)
                {
                    seen = exception;
                }
            });
            web.UsePipeline();
            web.MapGet("/throws", (HttpContext _) => throw thrown);
        });
        await app.SendAsync("GET", "/throws");
        EventRecord record = await app.StopWithOneAsync();
        Assert.Same(thrown, seen);
        Assert.Equal((Outcome.Error, "GET /throws"), (record.Outcome, record.Endpoint));
        Assert.Contains("broken", record.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Exception_ThatIsHandled_IsNamedByTheRouteThatThrew(bool handlerBelow)
    {
        await using RecordedApp app = await RecordedApp.StartAsync(web =>
        {
            if (handlerBelow)
                web.UsePipeline();
            web.UseExceptionHandler("/error");
            if (!handlerBelow)
                web.UsePipeline();
            web.UseRouting();
            web.MapGet("/throws/{id}", (HttpContext _) => throw new InvalidOperationException("broken"));
            web.MapGet("/error", () => Results.Problem());
        });
        await app.SendAsync("GET", "/throws/1");
        EventRecord record = await app.StopWithOneAsync();
        Assert.Equal((Outcome.Error, "GET /throws/{id}"), (record.Outcome, record.Endpoint));
        Assert.Contains("broken", record.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/gone/1", false, "GET /gone/{id}")]
    [InlineData("/gone/1", true, "(unmatched)")]
    [InlineData("/nosuch", false, "(unmatched)")]
    [InlineData("/nosuch", true, "(unmatched)")]
    public async Task Status_WithAPageOfItsOwn_IsNeverNamedByThePage(string path, bool routedBelow, string expected)
    {
        await using RecordedApp app = await RecordedApp.StartAsync(web =>
        {
            web.UsePipeline();
            web.UseStatusCodePagesWithReExecute("/page");
            if (routedBelow)
                web.UseRouting();
            web.MapGet("/gone/{id}", () => Results.StatusCode(410));
            web.MapGet("/page", () => "sorry");
        });
        await app.SendAsync("GET", path);
        Assert.Equal(expected, (await app.StopWithOneAsync()).Endpoint);
    }

    [Fact]
    public async Task Status_WithAPageAbove_IsRecordedOnce()
    {
        await using RecordedApp app = await RecordedApp.StartAsync(web =>
        {
            web.UseStatusCodePagesWithReExecute("/page");
            web.UsePipeline();
            web.UseRouting();
            web.MapGet("/gone/{id}", () => Results.StatusCode(410));
            web.MapGet("/page", () => "sorry");
        });
        await app.SendAsync("GET", "/gone/1");
        Assert.Equal("GET /gone/{id}", (await app.StopWithOneAsync()).Endpoint);
    }

    [Fact]
    public async Task BadRequestException_IsTheClients()
    {
        await using RecordedApp app = await RecordedApp.StartAsync(web =>
        {
            web.Use(async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                catch (BadHttpRequestException)
                {
                    context.Response.StatusCode = 400;
                }
            });
            web.UsePipeline();
            web.MapGet("/", (HttpContext _) => throw new BadHttpRequestException("too long", 431));
        });
        await app.SendAsync("GET", "/");
        Assert.Equal(Outcome.Ok, (await app.StopWithOneAsync()).Outcome);
    }

    [Fact]
    public async Task Abort_ByTheClient_IsNoFailure()
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RecordedApp app = await RecordedApp.StartAsync(web =>
        {
            web.Use(async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                finally
                {
                    ended.SetResult();
                }
            });
            web.UsePipeline();
            web.MapGet("/slow", async (HttpContext context) =>
            {
                begun.SetResult();
                await new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);
            });
        });
        using CancellationTokenSource cancellation = new();
        Task request = app.Http.GetAsync(new Uri("/slow", UriKind.Relative), cancellation.Token);
        await begun.Task;
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await ended.Task;
        EventRecord record = await app.StopWithOneAsync();
        Assert.Equal((Outcome.Ok, "GET /slow"), (record.Outcome, record.Endpoint));
    }

    [Fact]
    public async Task Cancellation_WithoutAnAbort_IsAFailure()
    {
        await using RecordedApp app = await RecordedApp.StartAsync(web =>
        {
            web.UsePipeline();
            web.MapGet("/", (HttpContext _) => throw new OperationCanceledException("the database took too long"));
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => app.SendAsync("GET", "/"));
        Assert.Equal(Outcome.Error, (await app.StopWithOneAsync()).Outcome);
    }

    [Theory]
    [InlineData("0", Outcome.Ok)]
    [InlineData("5", Outcome.Ok)]
    [InlineData("13", Outcome.Error)]
    [InlineData("14", Outcome.Error)]
    public async Task GrpcStatus_InATrailer_Decides(string status, Outcome expected)
    {
        await using RecordedApp app = await RecordedApp.StartAsync(web =>
        {
            web.UsePipeline();
            web.MapPost("/greet.Greeter/SayHello", context =>
            {
                context.Response.ContentType = "application/grpc";
                context.Features.Get<IHttpResponseTrailersFeature>()!.Trailers["grpc-status"] = status;
                return Task.CompletedTask;
            });
        });
        await app.SendAsync("POST", "/greet.Greeter/SayHello");
        EventRecord record = await app.StopWithOneAsync();
        Assert.Equal((expected, "POST /greet.Greeter/SayHello"), (record.Outcome, record.Endpoint));
    }
}
