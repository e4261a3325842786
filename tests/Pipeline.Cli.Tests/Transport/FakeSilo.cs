using System.Collections.Concurrent;
using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipeline.Protocol.Identities;
using Pipeline.Protocol.Wire;

namespace Pipeline.Cli.Tests.Transport;

/// <summary>An HTTP server that takes batches and recognises repeats as a silo does, and answers otherwise when told to.</summary>
internal sealed class FakeSilo : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<(SourceId Source, ulong Sequence, string Endpoint), SectionSummary> _sections = new();

    private FakeSilo(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Bodies in the order of their arrival, decompressed, answered as asked or not.</summary>
    public ConcurrentQueue<byte[]> Bodies { get; } = new();

    /// <summary>Content types in the order of arrival.</summary>
    public ConcurrentQueue<string?> ContentTypes { get; } = new();

    /// <summary>Headers in the order of arrival.</summary>
    public ConcurrentQueue<IReadOnlyDictionary<string, string>> Headers { get; } = new();

    /// <summary>Answers for the next requests; once they are used up the batch is taken.</summary>
    public ConcurrentQueue<Func<HttpContext, Task>> Script { get; } = new();

    /// <summary>Answers questions by path and parameters; what it has no answer for is 404.</summary>
    public ConcurrentDictionary<string, string> Answers { get; } = new();

    /// <summary>Batches in the order of their arrival, those of scripted answers included.</summary>
    public IReadOnlyList<Batch> Batches => [.. Bodies.Select(Read)];

    /// <summary>Events per endpoint, each batch counted once.</summary>
    public IReadOnlyDictionary<string, long> Counts =>
        _sections.GroupBy(static section => section.Key.Endpoint)
            .ToDictionary(static group => group.Key, static group => group.Sum(static section => CountOf(section.Value)));

    public static async Task<FakeSilo> StartAsync(int port = 0)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        FakeSilo silo = new(builder.Build());
        silo._app.MapPost("/v1/events", silo.TakeAsync);
        silo._app.MapFallback(silo.AnswerAsync);
        await silo._app.StartAsync();
        return silo;
    }

    /// <summary>Answers one request with a status, an optional Retry-After in seconds, and a problem's detail.</summary>
    public void Refuse(int status, int? retryAfterSeconds = null, string detail = "told to") =>
        Script.Enqueue(context =>
        {
            context.Response.StatusCode = status;
            if (retryAfterSeconds is { } seconds)
                context.Response.Headers.RetryAfter = $"{seconds}";
            return context.Response.WriteAsJsonAsync(new { title = "Refused", detail }, options: null, "application/problem+json");
        });

    /// <summary>Answers as if so many events had been taken.</summary>
    public static Task AcceptAsync(HttpContext context, long accepted, long duplicate = 0) =>
        context.Response.WriteAsJsonAsync(new { accepted, duplicate, rejected = Array.Empty<object>(), rejected_count = 0 });

    /// <summary>Takes a batch, and then drops the connection instead of answering.</summary>
    public void LoseAnswer() =>
        Script.Enqueue(context =>
        {
            Take(Read(Bodies.Last()), out _, out _);
            context.Abort();
            return Task.CompletedTask;
        });

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static long CountOf(SectionSummary summary) => summary.EventCount + summary.TallyCount;

    private Task AnswerAsync(HttpContext context)
    {
        string asked = context.Request.Path + context.Request.QueryString;
        if (Answers.TryGetValue(asked, out string? answer))
            return context.Response.WriteAsync(answer);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.Response.WriteAsync("""{"type":"https://tools.ietf.org/html/rfc9110#section-15.5.5"}""");
    }

    private static Batch Read(byte[] body)
    {
        Assert.True(BatchReader.TryRead(body, out Batch? batch, out WireError error), error.ToString());
        return batch;
    }

    private async Task TakeAsync(HttpContext context)
    {
        using MemoryStream body = new();
        bool isCompressed = context.Request.Headers.ContentEncoding == "br";
        await using Stream source = isCompressed ? new BrotliStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body;
        await source.CopyToAsync(body);
        Bodies.Enqueue(body.ToArray());
        ContentTypes.Enqueue(context.Request.ContentType);
        Headers.Enqueue(context.Request.Headers.ToDictionary(static header => header.Key, static header => header.Value.ToString()));
        if (Script.TryDequeue(out Func<HttpContext, Task>? scripted))
        {
            await scripted(context);
            return;
        }

        Take(Read(body.ToArray()), out long accepted, out long duplicate);
        await AcceptAsync(context, accepted, duplicate);
    }

    private void Take(Batch batch, out long accepted, out long duplicate)
    {
        accepted = duplicate = 0;
        foreach (BatchEntry entry in batch.Entries)
        {
            bool isSound = SectionValidator.TryValidate(entry.Section.Span, out SectionSummary summary, out WireError error);
            Assert.True(isSound, error.ToString());
            bool isNew = _sections.TryAdd((batch.Identity.Source.Id, batch.Identity.Sequence, entry.Endpoint), summary);
            accepted += isNew ? CountOf(summary) : 0;
            duplicate += isNew ? 0 : CountOf(summary);
        }
    }
}
