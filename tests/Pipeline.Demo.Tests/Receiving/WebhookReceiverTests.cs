using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Pipeline.Demo.Receiving;
using Pipeline.Testing;

namespace Pipeline.Demo.Tests.Receiving;

public sealed class WebhookReceiverTests : IAsyncLifetime
{
    private const string Body = """{"type":"incident.opened","timestamp":"2026-01-01T00:00:00Z","data":{"id":"0123456789abcdef","sentence":"It is slow.","causes":[{"name":"json.dumps"}]}}""";

    private static readonly byte[] s_key = [.. Enumerable.Range(1, 32).Select(static number => (byte)number)];

    private readonly ManualTimeProvider _time = new();
    private readonly HttpClient _http = new();
    private WebhookReceiver _receiver = null!;

    public async Task InitializeAsync()
    {
        _receiver = await WebhookReceiver.StartAsync(_time, CancellationToken.None);
        _receiver.SetSecret("whsec_" + Convert.ToBase64String(s_key));
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task Post_SignedMessage_IsKeptWithItsCauses()
    {
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync("m1", Body, Sign("m1", Body)));
        ReceivedMessage message = Assert.Single(_receiver.Messages);
        Assert.Equal(
            ("m1", "incident.opened", "0123456789abcdef", "It is slow.", "json.dumps", _time.GetUtcNow()),
            (message.Id, message.Type, message.Incident, message.Sentence, message.Causes.Single(), message.ArrivedAt));
        Assert.Same(message, await _receiver.WaitForAsync(static known => known.Type == "incident.opened", CancellationToken.None));
    }

    [Fact]
    public async Task Post_TamperedBody_IsRefused() => await AssertRefusedAsync("m1", Body.Replace("slow", "fast", StringComparison.Ordinal), Sign("m1", Body));

    [Fact]
    public async Task Post_SignatureOfAnotherMessage_IsRefused() => await AssertRefusedAsync("m2", Body, Sign("m1", Body));

    [Fact]
    public async Task Post_SignatureOfAnotherSecret_IsRefused() => await AssertRefusedAsync("m1", Body, Sign("m1", Body, new byte[32]));

    [Fact]
    public async Task Post_WithoutSignature_IsRefused() => await AssertRefusedAsync("m1", Body, null);

    [Fact]
    public async Task Post_OldTimestamp_IsRefused()
    {
        string signature = Sign("m1", Body);
        DateTimeOffset signed = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromMinutes(6));
        await AssertRefusedAsync("m1", Body, signature, signed);
    }

    [Fact]
    public async Task Post_SignedButNoJson_IsRefused() => await AssertRefusedAsync("m1", "{", Sign("m1", "{"));

    [Fact]
    public async Task Post_TwoSignatures_EitherWillDo()
    {
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync("m1", Body, Sign("m1", Body, new byte[32]) + " " + Sign("m1", Body)));
        Assert.Single(_receiver.Messages);
    }

    [Fact]
    public async Task Post_SameMessageAgain_IsTakenOnce()
    {
        await PostAsync("m1", Body, Sign("m1", Body));
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync("m1", Body, Sign("m1", Body)));
        Assert.Single(_receiver.Messages);
        Assert.Equal(1, _receiver.RepeatedCount);
    }

    [Fact]
    public async Task WaitFor_MessageThatComesLater_AnswersThen()
    {
        Task<ReceivedMessage> waiting = _receiver.WaitForAsync(static message => message.Id == "m2", CancellationToken.None);
        await PostAsync("m1", Body, Sign("m1", Body));
        Assert.False(waiting.IsCompleted);
        await PostAsync("m2", Body, Sign("m2", Body));
        Assert.Equal("m2", (await waiting.WaitAsync(TimeSpan.FromMinutes(1))).Id);
    }

    private async Task AssertRefusedAsync(string id, string body, string? signature, DateTimeOffset? signed = null)
    {
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(id, body, signature, signed));
        Assert.Empty(_receiver.Messages);
        Assert.Equal(1, _receiver.RefusedCount);
    }

    private async Task<HttpStatusCode> PostAsync(string id, string body, string? signature, DateTimeOffset? signed = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, _receiver.Url) { Content = new StringContent(body) };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", Seconds(signed ?? _time.GetUtcNow()));
        if (signature is not null)
            request.Headers.Add("webhook-signature", signature);
        using HttpResponseMessage response = await _http.SendAsync(request);
        return response.StatusCode;
    }

    private string Sign(string id, string body, byte[]? key = null) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(key ?? s_key, Encoding.UTF8.GetBytes($"{id}.{Seconds(_time.GetUtcNow())}.{body}")));

    private static string Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
