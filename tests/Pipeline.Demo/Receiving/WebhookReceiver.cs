using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Pipeline.Client.Webhooks;

namespace Pipeline.Demo.Receiving;

/// <summary>Takes messages over HTTP on a free port of this machine, verifies them, and keeps those that are to be believed, each once.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private const string Path = "/alerts";

    /// <summary>A message is under 20 kB; who sends more is somebody else.</summary>
    private const int BodyMax = 64 * 1_024;

    private const int MessagesMax = 1_000;

    private readonly WebApplication _application;
    private readonly TimeProvider _timeProvider;
    private readonly Lock _gate = new();
    private readonly List<ReceivedMessage> _messages = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebhookVerifier? _verifier;
    private long _refused;
    private long _repeated;

    private WebhookReceiver(WebApplication application, TimeProvider timeProvider)
    {
        _application = application;
        _timeProvider = timeProvider;
    }

    /// <summary>Where messages are to be sent.</summary>
    public Uri Url => new(_application.Urls.First() + Path);

    /// <summary>Messages that were not to be believed.</summary>
    public long RefusedCount => Interlocked.Read(ref _refused);

    /// <summary>Messages that had come before.</summary>
    public long RepeatedCount => Interlocked.Read(ref _repeated);

    /// <summary>Told of each message that is new, as it comes.</summary>
    public Action<ReceivedMessage>? Received { get; set; }

    /// <summary>Messages so far, in the order of their arrival.</summary>
    public IReadOnlyList<ReceivedMessage> Messages
    {
        get
        {
            lock (_gate)
                return [.. _messages];
        }
    }

    public static async Task<WebhookReceiver> StartAsync(TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = BodyMax;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        WebApplication application = builder.Build();
        WebhookReceiver receiver = new(application, timeProvider);
        application.Run(receiver.AnswerAsync);
        await application.StartAsync(cancellationToken);
        return receiver;
    }

    /// <summary>What messages are verified with from now on; before, all are refused.</summary>
    /// <exception cref="FormatException">The secret is none.</exception>
    public void SetSecret(string secret) => _verifier = new WebhookVerifier(secret, timeProvider: _timeProvider);

    /// <summary>Awaits the first message that fits, also among those that have come already.</summary>
    public async Task<ReceivedMessage> WaitForAsync(Func<ReceivedMessage, bool> fits, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_messages.Find(message => fits(message)) is { } found)
                    return found;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path != Path || !HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        context.Response.StatusCode = Take(context.Request.Headers, body.ToArray());
    }

    /// <returns>The status to answer.</returns>
    private int Take(IHeaderDictionary headers, byte[] body)
    {
        string? id = headers["webhook-id"];
        WebhookFault? fault = _verifier?.Check(body, id, headers["webhook-timestamp"], headers["webhook-signature"]);
        if (fault != WebhookFault.None || Parse(body) is not { } content)
        {
            Interlocked.Increment(ref _refused);
            return StatusCodes.Status400BadRequest;
        }

        ReceivedMessage message = new(id!, _timeProvider.GetUtcNow(), _timeProvider.GetTimestamp(), content);
        lock (_gate)
        {
            if (_messages.Exists(known => known.Id == message.Id))
            {
                Interlocked.Increment(ref _repeated);
                return StatusCodes.Status204NoContent;
            }

            // The sender keeps what is not taken, and says so.
            if (_messages.Count >= MessagesMax)
                return StatusCodes.Status503ServiceUnavailable;
            _messages.Add(message);
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        Received?.Invoke(message);
        return StatusCodes.Status204NoContent;
    }

    private static JsonObject? Parse(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
