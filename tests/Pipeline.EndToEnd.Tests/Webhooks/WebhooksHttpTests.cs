using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Client.Queries;
using Pipeline.Client.Webhooks;
using Pipeline.Protocol.Alerting;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests.Webhooks;

/// <summary>Webhooks over HTTP and by the query client, in a real silo that sends to a real target.</summary>
public sealed class WebhooksHttpTests : IAsyncLifetime
{
    private static readonly (string Path, string Value)[] s_settings =
    [
        ("Pipeline:Webhooks:AllowedNetworks:0", "127.0.0.0/8"), ("Pipeline:PublicUrl", "https://pipeline.example/"),
    ];

    private readonly TemporaryDirectory _directory = new();
    private SiloProcess _silo = null!;
    private CollectingTarget _target = null!;

    public async Task InitializeAsync()
    {
        _target = new CollectingTarget();
        _silo = await SiloProcess.StartAsync(_directory.File("data"), s_settings);
    }

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        await _target.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Webhook_FromItsMakingToItsEnd_IsVersionedAndShowsItsSecretOnce()
    {
        using PipelineQueryClient client = new(_silo.Http, new PipelineQueryOptions { User = "ann" });
        WebhookSecretReport made = await client.CreateWebhookAsync(Request("one"));
        string id = made.Webhook.Id;
        Assert.StartsWith("whsec_", made.Secret, StringComparison.Ordinal);
        Assert.Equal((1, "one", WebhookHealth.Healthy, "ann"), (made.Webhook.Version, made.Webhook.Name, made.Webhook.Health, made.Webhook.By));

        using HttpResponseMessage got = await _silo.Http.GetAsync(new Uri($"/api/v1/webhooks/{id}", UriKind.Relative));
        Assert.Equal("\"1\"", got.Headers.ETag!.Tag);
        Assert.DoesNotContain("whsec_", await got.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", await _silo.Http.GetStringAsync(new Uri("/api/v1/webhooks", UriKind.Relative)), StringComparison.Ordinal);

        WebhookReport changed = await client.UpdateWebhookAsync(id, Request("two") with { Filter = new WebhookFilter(Severity: AlertSeverity.Page) }, 1);
        Assert.Equal((2, "two", AlertSeverity.Page), (changed.Version, changed.Name, changed.Filter.Severity));
        PipelineQueryException late = await Assert.ThrowsAsync<PipelineQueryException>(() => client.UpdateWebhookAsync(id, Request("three"), 1));
        Assert.Equal(("version-conflict", HttpStatusCode.PreconditionFailed), (late.Code, late.Status));

        WebhookSecretReport rotated = await client.RotateWebhookAsync(id, 2);
        Assert.NotEqual(made.Secret, rotated.Secret);
        Assert.NotNull(rotated.Webhook.RotatesUntil);
        Assert.Equal(id, Assert.Single((await client.ListWebhooksAsync()).Webhooks).Id);
        Assert.Equal("two", (await client.DeleteWebhookAsync(id, 3)).Name);
        Assert.Equal("unknown-webhook", (await Assert.ThrowsAsync<PipelineQueryException>(() => client.GetWebhookAsync(id))).Code);
        Assert.Equal("unknown-webhook", (await Assert.ThrowsAsync<PipelineQueryException>(() => client.TestWebhookAsync(id))).Code);
        Assert.Empty((await client.ListWebhooksAsync()).Webhooks);
    }

    [Fact]
    public async Task Test_OfAWebhook_ArrivesSignedAndIsListed()
    {
        using PipelineQueryClient client = new(_silo.Http);
        WebhookSecretReport made = await client.CreateWebhookAsync(Request("one"));
        string messageId = Assert.Single((await client.TestWebhookAsync(made.Webhook.Id)).MessageIds);
        await _target.AwaitNextAsync();

        CollectingTarget.Received received = Assert.Single(_target.All);
        Assert.Equal(messageId, received.Id);
        Assert.Equal("test", (string?)JsonNode.Parse(received.Body)!["type"]);
        WebhookVerifier verifier = new(made.Secret);
        verifier.Verify(received.Body, received.Id, received.Headers["webhook-timestamp"], received.Headers["webhook-signature"]);

        await _silo.GetUntilAsync($"/api/v1/webhooks/{made.Webhook.Id}/deliveries?state=delivered", static page => page["deliveries"]!.AsArray().Count == 1);
        WebhookDelivery delivery = Assert.Single((await client.ListWebhookDeliveriesAsync(made.Webhook.Id, DeliveryState.Delivered)).Deliveries);
        Assert.Equal((messageId, "test", 1, 204), (delivery.MessageId, delivery.Type, delivery.Attempts, delivery.LastStatus));
        Assert.Empty((await client.ListWebhookDeliveriesAsync(made.Webhook.Id, DeliveryState.Pending)).Deliveries);
        Assert.Equal("malformed-webhook", (await Assert.ThrowsAsync<PipelineQueryException>(() => client.ReplayWebhookAsync(made.Webhook.Id, messageId))).Code);
    }

    [Fact]
    public async Task Kill_WithAMessagePending_SendsItAfterTheStartUnderTheSameIdAndNothingTwice()
    {
        _target.Status = 500;
        using PipelineQueryClient client = new(_silo.Http);
        string id = (await client.CreateWebhookAsync(Request("one"))).Webhook.Id;
        await client.TestWebhookAsync(id);
        await _target.AwaitNextAsync();
        await _silo.KillAsync();
        await _silo.DisposeAsync();
        _target.Status = 200;
        int before = _target.All.Count;

        // Nobody asks for it.
        _silo = await SiloProcess.StartAsync(_directory.File("data"), s_settings);
        while (_target.All.Count == before)
            await _target.AwaitNextAsync();
        Assert.Single(_target.All.Select(received => received.Id).Distinct());
        await _silo.GetUntilAsync($"/api/v1/webhooks/{id}/deliveries?state=delivered", static page => page["deliveries"]!.AsArray().Count == 1);

        // What was delivered stays so: after another kill the next message is the only one.
        int delivered = _target.All.Count;
        await _silo.KillAsync();
        await _silo.DisposeAsync();
        _silo = await SiloProcess.StartAsync(_directory.File("data"), s_settings);
        using PipelineQueryClient again = new(_silo.Http);
        string next = Assert.Single((await again.TestWebhookAsync(id)).MessageIds);
        await _silo.GetUntilAsync($"/api/v1/webhooks/{id}/deliveries?state=delivered", static page => page["deliveries"]!.AsArray().Count == 2);
        Assert.Equal([next], _target.All.Skip(delivered).Select(received => received.Id));
    }

    [Theory]
    [InlineData("""{"url":"https://example.org/"}""", "name is missing")]
    [InlineData("""{"name":"a","url":"ftp://example.org/"}""", "url: ")]
    [InlineData("""{"name":"a","url":"http://169.254.169.254/latest"}""", "url: ")]
    [InlineData("""{"name":"a","url":"https://example.org/","heartbeat_seconds":60}""", "heartbeat_seconds is for the payload heartbeat only")]
    [InlineData("""{"name":"a","url":"https://example.org/","payload":"heartbeat","heartbeat_seconds":1}""", "it takes 10 to 86,400")]
    [InlineData("""{"name":"a","url":"https://example.org/","payload":"slack"}""", "payload is not of the type that it takes")]
    [InlineData("""{"name":"a","url":"https://example.org/","filter":{"endpoint":["/a"]}}""", "filter.endpoint is unknown")]
    [InlineData("""{"name":"a","url":"https://example.org/","filter":{"owners":[""]}}""", "filter.owners has a name that is empty")]
    [InlineData("""{"name":"a","url":"https://example.org/","secret":"mine"}""", "secret is unknown")]
    public async Task Create_BodyThatIsWrong_SaysWhatIsWrongWithIt(string body, string detail)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _silo.Http.PostAsync(new Uri("/api/v1/webhooks", UriKind.Relative), content);
        JsonNode problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal((HttpStatusCode.BadRequest, "urn:pipeline:problem:malformed-webhook"), (response.StatusCode, (string?)problem["type"]));
        Assert.Contains(detail, (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?state=lost", "state is 'lost': it takes pending, delivered, dead or superseded.")]
    [InlineData("?limit=0", "limit is '0'")]
    [InlineData("?cursor=x", "cursor is 'x'")]
    [InlineData("?page=2", "page is unknown")]
    public async Task Deliveries_ParameterThatIsWrong_SaysWhatIsWrongWithIt(string parameters, string detail)
    {
        using HttpResponseMessage response = await _silo.Http.GetAsync(new Uri("/api/v1/webhooks/00000000000000ff/deliveries" + parameters, UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(detail, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["detail"], StringComparison.Ordinal);
    }

    private WebhookRequest Request(string name) => new(name, _target.Url, null, null, null, null);
}
