using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Pipeline.EventLog.Memory;
using Pipeline.Grains.Backtests;
using Pipeline.Silo.Query.Backtests;

namespace Pipeline.EndToEnd.Tests;

/// <summary>How many backtests run at a time.</summary>
public sealed class BacktestApiTests
{
    [Fact]
    public async Task Post_AsManyRunAsMay_IsRefusedUntilOneEnds()
    {
        await using InMemoryEventLog log = new();
        using BacktestApi api = new(
            log, null!, Options.Create(new BacktestOptions { AtOnceMax = 1 }), TimeProvider.System, new Lifetime(), NullLogger<BacktestStreamResult>.Instance);
        IResult first = await api.PostAsync(Request());
        Assert.IsType<BacktestStreamResult>(first);

        DefaultHttpContext second = Request();
        Assert.Equal(StatusCodes.Status429TooManyRequests, Assert.IsAssignableFrom<IStatusCodeHttpResult>(await api.PostAsync(second)).StatusCode);
        Assert.Equal("10", second.Response.Headers.RetryAfter.ToString());

        // Its client is gone, so it ends at once.
        DefaultHttpContext gone = Request();
        gone.RequestAborted = new CancellationToken(canceled: true);
        await first.ExecuteAsync(gone);
        Assert.IsType<BacktestStreamResult>(await api.PostAsync(Request()));
    }

    private static DefaultHttpContext Request()
    {
        DefaultHttpContext context = new();
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes("{}"));
        return context;
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
