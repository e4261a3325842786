using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Pipeline.Grains.Backtests;
using Pipeline.Protocol.Queries;
using Pipeline.Silo.Query.Events;

namespace Pipeline.Silo.Query.Backtests;

/// <summary>Runs a backtest while its progress is sent, a line each time, and then its result; ends it when the client goes.</summary>
internal sealed partial class BacktestStreamResult(
    Backtest backtest, SemaphoreSlim slots, ILogger<BacktestStreamResult> logger, CancellationToken stopping) : IResult
{
    private readonly ILogger _logger = logger;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        HttpResponse response = httpContext.Response;
        response.ContentType = NdjsonResult.MediaType;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await WriteAsync(response.BodyWriter, await RunAsync(response.BodyWriter, ending.Token), httpContext.RequestAborted);
        }
        catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there who could be told.
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task<BacktestLine> RunAsync(PipeWriter body, CancellationToken ending)
    {
        try
        {
            BacktestReport report = await backtest.RunAsync(progress => WriteAsync(body, new BacktestLine { Progress = progress }, ending), ending);
            return new BacktestLine { Result = report };
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return Failed(503, "not-ready", "Not ready", "The silo is stopping.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogBacktestFailed(exception);
            return Failed(503, "unavailable", "Unavailable", "The log cannot be read; the silo's log says why.");
        }
    }

    private static BacktestLine Failed(int status, string code, string title, string detail) =>
        new() { Problem = new BacktestProblemReport(Problems.TypeBase + code, title, status, detail) };

    private static async ValueTask WriteAsync(PipeWriter body, BacktestLine line, CancellationToken cancellationToken)
    {
        body.Write(JsonSerializer.SerializeToUtf8Bytes(line, ReportJsonContext.Readable.BacktestLine));
        body.Write("\n"u8);
        await body.FlushAsync(cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Warning, "A backtest failed.")]
    private partial void LogBacktestFailed(Exception exception);
}
