using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Pipeline.Grains.Feed;
using Pipeline.Protocol.Queries;

namespace Pipeline.Silo.Query.Stream;

/// <summary>Sends a client its windows as Server-Sent Events (HTML Standard, section 9.2) until it goes or the silo stops.</summary>
/// <remarks>
/// It takes a batch, writes and flushes it, and only then takes the next: while the client does not read, the subscription's queue fills
/// and drops its oldest, and nothing else of the silo waits. A gap has no id, so that a client that comes back may still get what it missed.
/// </remarks>
internal sealed class EventStreamResult(WindowSubscription subscription, TimeSpan heartbeatPeriod, TimeProvider clock, CancellationToken stopping) : IResult
{
    public const string MediaType = "text/event-stream";

    private const int BatchSizeMax = 256;

    /// <summary>A client that reads nothing at all for so long is cut off; it may come back with its last id.</summary>
    private static readonly MinDataRate SlowestClient = new(bytesPerSecond: 100, gracePeriod: TimeSpan.FromMinutes(1));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using WindowSubscription owned = subscription;
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        using CancellationTokenRegistration completion = ending.Token.Register(subscription.Complete);
        if (httpContext.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = SlowestClient;
        HttpResponse response = httpContext.Response;
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await SendAsync(response.BodyWriter, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client did not take what was being written; without this the server would wait for it when it stops.
            httpContext.Abort();
        }
    }

    private async Task SendAsync(PipeWriter body, CancellationToken cancellationToken)
    {
        // Tells the client at once that it is connected, and how soon to come back.
        body.Write(": closed windows\nretry: 1000\n\n"u8);
        await body.FlushAsync(cancellationToken);
        using PeriodicTimer heartbeat = new(heartbeatPeriod, clock);
        Task<bool> beat = heartbeat.WaitForNextTickAsync(CancellationToken.None).AsTask();
        List<FeedWindow> batch = [];
        while (!subscription.IsCompleted)
        {
            FeedGap? gap = subscription.Take(batch, BatchSizeMax);
            if (gap is { } missing)
                WriteGap(body, missing);
            foreach (FeedWindow window in batch)
                WriteWindow(body, window);
            if (beat.IsCompleted)
            {
                body.Write(":\n\n"u8);
                beat = heartbeat.WaitForNextTickAsync(CancellationToken.None).AsTask();
            }

            batch.Clear();
            if (body.UnflushedBytes > 0)
                await body.FlushAsync(cancellationToken);
            else
                await Task.WhenAny(subscription.WaitAsync(), beat);
        }
    }

    private static void WriteWindow(PipeWriter body, FeedWindow window)
    {
        body.Write(Encoding.ASCII.GetBytes($"id: {window.Position}\nevent: window\ndata: "));
        body.Write(window.ToJson().Span);
        body.Write("\n\n"u8);
    }

    private static void WriteGap(PipeWriter body, FeedGap gap)
    {
        body.Write("event: gap\ndata: "u8);
        body.Write(JsonSerializer.SerializeToUtf8Bytes(new GapReport(gap.Missed, gap.Reason), ReportJsonContext.Readable.GapReport));
        body.Write("\n\n"u8);
    }
}
