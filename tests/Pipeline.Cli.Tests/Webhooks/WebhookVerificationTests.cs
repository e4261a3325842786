using System.Security.Cryptography;
using System.Text;
using Pipeline.Cli.Webhooks;
using Pipeline.Testing;

namespace Pipeline.Cli.Tests.Webhooks;

public sealed class WebhookVerificationTests : IDisposable
{
    private const string Id = "msg_0123456789abcdef";
    private const string Body = """{"type":"test","data":{"name":"größer"}}""";
    private static readonly byte[] s_key = [.. Enumerable.Range(0, 32).Select(index => (byte)index)];
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly string s_secret = "whsec_" + Convert.ToBase64String(s_key);
    private static readonly string s_timestamp = s_now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);

    private readonly TemporaryDirectory _directory = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    private static string Signature => "v1," + Convert.ToBase64String(HMACSHA256.HashData(s_key, Encoding.UTF8.GetBytes($"{Id}.{s_timestamp}.{Body}")));

    private static WebhookVerificationOptions Valid => new() { Secrets = [s_secret], Id = Id, Timestamp = s_timestamp, Signature = Signature };

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Run_Valid_EndsWithZero()
    {
        Assert.Equal(0, await RunAsync(Valid));
        Assert.Equal("valid", _output.ToString().Trim());
    }

    [Fact]
    public async Task Run_BodyInFile_IsRead()
    {
        string file = _directory.File("body");
        await File.WriteAllTextAsync(file, Body);
        Assert.Equal(0, await RunAsync(Valid with { File = file }, input: "something else"));
    }

    [Fact]
    public async Task Run_RawHeaders_AreRead()
    {
        string headers = _directory.File("headers");
        await File.WriteAllTextAsync(headers, $"POST /hook HTTP/1.1\r\nHost: example.org\r\nWebhook-Id: {Id}\r\nwebhook-timestamp:{s_timestamp}\r\nWEBHOOK-SIGNATURE:  v1,old {Signature}\r\n\r\nwebhook-id: none\r\n");
        Assert.Equal(0, await RunAsync(new WebhookVerificationOptions { Secrets = [s_secret], Headers = headers }));
    }

    [Fact]
    public async Task Run_HeaderTwice_IsUsage()
    {
        string headers = _directory.File("headers");
        await File.WriteAllTextAsync(headers, $"webhook-id: {Id}\nwebhook-id: other\n");
        Assert.Equal(2, await RunAsync(new WebhookVerificationOptions { Secrets = [s_secret], Headers = headers }));
        Assert.Contains("twice", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_HeadersLackOne_IsInvalid()
    {
        string headers = _directory.File("headers");
        await File.WriteAllTextAsync(headers, $"webhook-id: {Id}\n");
        Assert.Equal(1, await RunAsync(new WebhookVerificationOptions { Secrets = [s_secret], Headers = headers }));
        Assert.Contains("a header is missing", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(301, "too long ago")]
    [InlineData(-301, "in the future")]
    public async Task Run_TimeFarFromNow_IsInvalid(int secondsLater, string reason)
    {
        Assert.Equal(1, await RunAsync(Valid, now: s_now.AddSeconds(secondsLater)));
        Assert.Contains(reason, _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_LongerTolerance_TakesOlder() =>
        Assert.Equal(0, await RunAsync(Valid with { Tolerance = TimeSpan.FromHours(1) }, now: s_now.AddMinutes(50)));

    [Fact]
    public async Task Run_TamperedBody_IsInvalid()
    {
        Assert.Equal(1, await RunAsync(Valid, input: Body + " "));
        Assert.StartsWith("invalid: no signature fits", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_PreviousSecretGivenToo_IsValid() =>
        Assert.Equal(0, await RunAsync(Valid with { Secrets = ["whsec_" + Convert.ToBase64String(new byte[24]), s_secret] }));

    [Fact]
    public async Task Run_WrongQuestion_IsUsage()
    {
        Assert.Equal(2, await RunAsync(Valid with { Secrets = ["secret"] }));
        Assert.Equal(2, await RunAsync(Valid with { Secrets = ["whsec_%%%"] }));
        Assert.Equal(2, await RunAsync(Valid with { Secrets = ["whsec_AAAA"] }));
        Assert.Equal(2, await RunAsync(Valid with { Signature = null }));
        Assert.Equal(2, await RunAsync(Valid with { Headers = "-" }));
        Assert.Equal(2, await RunAsync(new WebhookVerificationOptions { Secrets = [s_secret], Headers = "-" }));
        Assert.Equal(2, await RunAsync(Valid with { File = _directory.File("missing") }));
    }

    private async Task<int> RunAsync(WebhookVerificationOptions options, string input = Body, DateTimeOffset? now = null)
    {
        WebhookVerification verification = new(
            () => new MemoryStream(Encoding.UTF8.GetBytes(input)), _output, _error, new ManualTimeProvider(now ?? s_now));
        return await verification.RunAsync(options, CancellationToken.None);
    }
}
