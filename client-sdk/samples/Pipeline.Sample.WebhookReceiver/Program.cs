using System.Text.Json;
using Pipeline.Client.Webhooks;
using Pipeline.Sample.WebhookReceiver;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);

// Both secrets while one is being replaced: Secret and, until the sender uses the new one only, PreviousSecret.
string[] secrets = [.. new[] { builder.Configuration["Secret"], builder.Configuration["PreviousSecret"] }.OfType<string>()];
if (secrets.Length == 0)
    throw new InvalidOperationException("Secret is not set: it takes the secret of the webhook, whsec_ and base64.");
WebhookVerifier verifier = new(secrets);
SeenMessages seen = new(capacity: 10_000);

// A message is under 20,000 bytes; who sends more is somebody else.
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 64 * 1024);
WebApplication app = builder.Build();

app.MapPost("/", async (HttpRequest request) =>
{
    // The bytes as they came, before anything reads them as JSON.
    using MemoryStream body = new();
    await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
    string? id = request.Headers["webhook-id"];
    WebhookFault fault = verifier.Check(body.ToArray(), id, request.Headers["webhook-timestamp"], request.Headers["webhook-signature"]);
    if (fault != WebhookFault.None)
    {
        Console.WriteLine($"refused: {WebhookVerifier.Describe(fault)}");
        return Results.Text(WebhookVerifier.Describe(fault), statusCode: StatusCodes.Status400BadRequest);
    }

    // A message comes again when an answer was lost; it has been dealt with.
    if (!seen.Add(id!))
    {
        Console.WriteLine($"again: {id}");
        return Results.NoContent();
    }

    using JsonDocument message = JsonDocument.Parse(body.ToArray());
    JsonElement data = message.RootElement.GetProperty("data");
    string sentence = data.TryGetProperty("sentence", out JsonElement text) ? text.GetString()! : "";
    Console.WriteLine($"{message.RootElement.GetProperty("type").GetString()} {id}: {sentence}");
    return Results.NoContent();
});

app.Run();
