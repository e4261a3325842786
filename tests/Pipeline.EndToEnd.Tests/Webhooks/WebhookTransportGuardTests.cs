using System.Text;
using Microsoft.Extensions.Options;
using Pipeline.Grains.Webhooks;
using Pipeline.Silo.Webhooks;

namespace Pipeline.EndToEnd.Tests.Webhooks;

/// <summary>No message goes to an address that may not be sent to, however it is written.</summary>
public sealed class WebhookTransportGuardTests
{
    private static readonly WebhookTransportOptions s_strict = new();

    [Theory]
    [InlineData("https://localhost/")]
    [InlineData("https://LOCALHOST./")]
    [InlineData("https://a.localhost/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://127.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f000001/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://017700000001/")]
    [InlineData("https://0/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::]/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    [InlineData("https://[::ffff:7f00:1]/")]
    [InlineData("https://[::127.0.0.1]/")]
    [InlineData("https://[64:ff9b::7f00:1]/")]
    [InlineData("https://[2002:7f00:1::]/")]
    [InlineData("https://[fe80::1]/")]
    [InlineData("https://[fe80::1%251]/")]
    [InlineData("https://[fd00:ec2::254]/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://2852039166/latest/meta-data")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("https://172.16.0.1/")]
    [InlineData("https://192.168.0.1/")]
    [InlineData("https://100.64.0.1/")]
    [InlineData("https://127。0。0。1/")]
    public async Task Send_AddressNotPublic_IsRefusedHere(string url)
    {
        using HttpWebhookTransport transport = Create(s_strict, new SystemNameResolver());
        WebhookAttempt attempt = await transport.SendAsync(MessageTo(url), CancellationToken.None);
        Assert.Null(attempt.Status);
        Assert.True(attempt.IsRefusedHere, attempt.Error);
        Assert.Contains("AllowedNetworks", attempt.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://１２７.０.０.１/")]
    [InlineData("https://①②⑦.⓪.⓪.①/")]
    public async Task Send_DigitsOfOtherScripts_AreNoAddress(string url)
    {
        using HttpWebhookTransport transport = Create(s_strict, new FixedResolver());
        Assert.NotNull((await transport.SendAsync(MessageTo(url), CancellationToken.None)).Error);
    }

    [Theory]
    [InlineData("http://example.org/", "https")]
    [InlineData("ftp://example.org/", "ftp")]
    [InlineData("file:///etc/passwd", "file")]
    [InlineData("https://user:secret@example.org/", "user or a password")]
    [InlineData("https://example.org/#part", "#")]
    [InlineData("https://example.org:0/", "port 0")]
    [InlineData("/hook", "file")]
    [InlineData("hook", "absolute")]
    [InlineData("example.org", "absolute")]
    [InlineData("https://example.org/a b", "absolute")]
    [InlineData("", "absolute")]
    public void FindFault_WrongUrl_SaysWhy(string url, string expected)
    {
        using HttpWebhookTransport transport = Create(s_strict, new FixedResolver());
        string? fault = transport.FindFault(url);
        Assert.Contains(expected, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void FindFault_LongUrl_SaysWhy()
    {
        using HttpWebhookTransport transport = Create(s_strict, new FixedResolver());
        Assert.Contains("2048", transport.FindFault("https://example.org/" + new string('a', 2_048)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://example.org/hook?key=1")]
    [InlineData("https://example.org:8443/")]
    [InlineData("https://8.8.8.8/")]
    [InlineData("https://[2606:4700::1]/")]
    public void FindFault_PublicUrl_IsNull(string url)
    {
        using HttpWebhookTransport transport = Create(s_strict, new FixedResolver());
        Assert.Null(transport.FindFault(url));
    }

    [Theory]
    [InlineData("10.0.0.5")]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("::1")]
    [InlineData("::ffff:10.0.0.5")]
    [InlineData("64:ff9b::a00:5")]
    public async Task Send_NameOfAddressNotPublic_IsRefusedHere(string address)
    {
        using HttpWebhookTransport transport = Create(s_strict, new FixedResolver().Answer("hooks.example.org", address));
        Assert.Null(transport.FindFault("https://hooks.example.org/"));
        WebhookAttempt attempt = await transport.SendAsync(MessageTo("https://hooks.example.org/"), CancellationToken.None);
        Assert.True(attempt.IsRefusedHere, attempt.Error);
        Assert.Contains("hooks.example.org is ", attempt.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_NameWithOnePrivateAddressOfTwo_ConnectsToNeither()
    {
        await using ScriptedTarget target = new("HTTP/1.1 204 No Content\r\n\r\n");
        using HttpWebhookTransport transport = Create(
            new WebhookTransportOptions { AllowedNetworks = ["127.0.0.0/8"] }, new FixedResolver().Answer("hooks.example.org", "127.0.0.1", "10.0.0.1"));
        WebhookAttempt attempt = await transport.SendAsync(MessageTo($"http://hooks.example.org:{target.Port}/"), CancellationToken.None);
        Assert.True(attempt.IsRefusedHere, attempt.Error);
        Assert.Equal(0, target.Connections);
    }

    [Fact]
    public async Task Send_NameThatIsRebound_IsJudgedByWhatIsConnectedTo()
    {
        await using ScriptedTarget target = new("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        using HttpWebhookTransport transport = Create(
            new WebhookTransportOptions { AllowedNetworks = ["127.0.0.1/32"] },
            new FixedResolver().Answer("hooks.example.org", "127.0.0.1").Answer("hooks.example.org", "127.0.0.2"));
        WebhookMessage message = MessageTo($"http://hooks.example.org:{target.Port}/");
        Assert.True((await transport.SendAsync(message, CancellationToken.None)).IsTaken);
        Assert.True((await transport.SendAsync(message, CancellationToken.None)).IsRefusedHere);
        Assert.Equal(1, target.Connections);
    }

    [Fact]
    public async Task Send_HttpToPublicAddress_IsRefusedAlsoWhereANetworkIsAllowed()
    {
        using HttpWebhookTransport transport = Create(
            new WebhookTransportOptions { AllowedNetworks = ["10.0.0.0/8"] }, new FixedResolver().Answer("hooks.example.org", "8.8.8.8"));
        WebhookAttempt attempt = await transport.SendAsync(MessageTo("http://hooks.example.org/"), CancellationToken.None);
        Assert.True(attempt.IsRefusedHere, attempt.Error);
        Assert.Contains("https only", attempt.Error, StringComparison.Ordinal);
        Assert.Contains("https only", transport.FindFault("http://8.8.8.8/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_RedirectToLoopback_IsNotFollowed()
    {
        await using ScriptedTarget inner = new("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using ScriptedTarget target = new($"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:{inner.Port}/\r\nContent-Length: 0\r\n\r\n");
        using HttpWebhookTransport transport = Create(new WebhookTransportOptions { AllowedNetworks = ["127.0.0.0/8"] }, new SystemNameResolver());
        WebhookAttempt attempt = await transport.SendAsync(MessageTo($"http://127.0.0.1:{target.Port}/"), CancellationToken.None);
        Assert.Equal(307, attempt.Status);
        Assert.False(attempt.IsTaken);
        Assert.Contains("redirects are not followed", attempt.Error, StringComparison.Ordinal);
        Assert.Equal(0, inner.Connections);
    }

    [Fact]
    public async Task Send_NameUnknown_SaysSo()
    {
        using HttpWebhookTransport transport = Create(s_strict, new FixedResolver());
        WebhookAttempt attempt = await transport.SendAsync(MessageTo("https://nobody.example.org/"), CancellationToken.None);
        Assert.False(attempt.IsRefusedHere);
        Assert.Equal("the name nobody.example.org could not be resolved", attempt.Error);
    }

    internal static HttpWebhookTransport Create(WebhookTransportOptions options, INameResolver resolver, TimeProvider? timeProvider = null) =>
        new(Options.Create(options), resolver, timeProvider ?? TimeProvider.System);

    internal static WebhookMessage MessageTo(string url) => new(
        new Uri(url), Encoding.UTF8.GetBytes("""{"type":"test"}"""), [new("webhook-id", "msg_1"), new("webhook-timestamp", "1"), new("webhook-signature", "v1,AAAA v1,BBBB")]);
}
