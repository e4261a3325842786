using System.Net;
using System.Text;
using Pipeline.Alerting.Messages;
using Pipeline.EndToEnd.Tests.Python;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests.Webhooks;

/// <summary>What we sign, others take: the samples in C# and Python, the command line, and implementations that are none of ours.</summary>
public sealed class VerificationTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Signature_OpenSsl_IsTheSame()
    {
        SignedMessage message = SignedMessage.Create();
        string signed = _directory.File("signed");
        await File.WriteAllBytesAsync(signed, [.. Encoding.UTF8.GetBytes($"{message.Id}.{message.Timestamp}."), .. message.Body]);
        string key = Convert.ToHexStringLower(Convert.FromBase64String(SignedMessage.Secret["whsec_".Length..]));
        await using ToolProcess openssl = ToolProcess.StartProgram(
            "sh", ["-c", "openssl dgst -sha256 -mac HMAC -macopt \"hexkey:$1\" -binary \"$2\" | openssl base64 -A", "sh", key, signed]);
        Assert.Equal(0, await openssl.WaitForExitAsync());
        Assert.Equal(message.Signature, "v1," + openssl.Output.Trim());
    }

    [Fact]
    public async Task Signature_PythonHmac_IsTheSame()
    {
        SignedMessage message = SignedMessage.Create();
        string body = _directory.File("body");
        await File.WriteAllBytesAsync(body, message.Body);
        const string Program = "import base64, hmac, sys; s, i, t, f = sys.argv[1:]; "
            + "print('v1,' + base64.b64encode(hmac.digest(base64.b64decode(s[6:]), (i + '.' + t + '.').encode() + open(f, 'rb').read(), 'sha256')).decode())";
        Assert.Equal(message.Signature, (await PythonProgram.RunAsync(["-c", Program, SignedMessage.Secret, message.Id, message.Timestamp, body])).Trim());
    }

    public static TheoryData<string, string?> Cases => new()
    {
        { "valid", null },
        { "second signature", null },
        { "tampered body", "no signature fits" },
        { "tampered id", "no signature fits" },
        { "wrong secret", "no signature fits" },
        { "old", "too long ago" },
        { "future", "in the future" },
        { "no signature", "no signature of version 1" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task PythonExample_EachMessage_IsTakenOrRefused(string kind, string? reason)
    {
        SignedMessage message = Case(kind);
        string body = _directory.File("body");
        await File.WriteAllBytesAsync(body, message.Body);
        string example = Path.Combine(Repository.Root, "client-sdk", "python", "examples", "verify_webhook.py");
        await using ToolProcess python = ToolProcess.StartProgram("sh",
            ["-c", "exec python3 -B \"$1\" --secret \"$2\" --id \"$3\" --timestamp \"$4\" --signature \"$5\" < \"$6\"", "sh", example, SignedMessage.Secret, message.Id, message.Timestamp, message.Signature, body]);
        Assert.Equal(reason is null ? 0 : 1, await python.WaitForExitAsync());
        Assert.Contains(reason ?? "valid", python.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task CommandLine_EachMessage_IsTakenOrRefused(string kind, string? reason)
    {
        SignedMessage message = Case(kind);
        string body = _directory.File("body");
        string headers = _directory.File("headers");
        await File.WriteAllBytesAsync(body, message.Body);
        await File.WriteAllTextAsync(headers, $"POST / HTTP/1.1\r\nWebhook-Id: {message.Id}\r\nWebhook-Timestamp: {message.Timestamp}\r\nWebhook-Signature: {message.Signature}\r\n\r\n");
        await using ToolProcess tool = ToolProcess.Start("Pipeline.Cli", "webhook", "verify", "--secret", SignedMessage.Secret, "--file", body, "--headers", headers);
        Assert.Equal(reason is null ? 0 : 1, await tool.WaitForExitAsync());
        Assert.Contains(reason ?? "valid", tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommandLine_NoSecret_IsUsage()
    {
        await using ToolProcess tool = ToolProcess.Start("Pipeline.Cli", "webhook", "verify", "--id", "msg_1");
        Assert.Equal(2, await tool.WaitForExitAsync());
    }

    [Fact]
    public async Task SampleReceiver_EachMessage_IsTakenOrRefused()
    {
        string output = Path.GetRelativePath(Path.Combine(Repository.Root, "tests", "Pipeline.EndToEnd.Tests"), AppContext.BaseDirectory);
        string folder = Path.Combine(Repository.Root, "client-sdk", "samples", "Pipeline.Sample.WebhookReceiver", output);
        await using ToolProcess receiver = ToolProcess.StartProgram(
            "dotnet",
            [Path.Combine(folder, "Pipeline.Sample.WebhookReceiver.dll")],
            new Dictionary<string, string> { ["Urls"] = "http://127.0.0.1:0", ["Secret"] = SignedMessage.Secret },
            folder);
        await CheckReceiverAsync(receiver, HttpStatusCode.NoContent);

        // A message that comes again is taken and not dealt with again.
        await receiver.WaitForLineAsync(line => line.StartsWith("again: msg_", StringComparison.Ordinal), "the second of two equal messages");
    }

    [Fact]
    public async Task PythonReceiver_EachMessage_IsTakenOrRefused()
    {
        await using ToolProcess receiver = ToolProcess.StartProgram(
            "python3", ["-B", Path.Combine(Repository.Root, "client-sdk", "python", "examples", "verify_webhook.py"), "--secret", SignedMessage.Secret, "--listen", "0"]);
        await CheckReceiverAsync(receiver, HttpStatusCode.NoContent);
    }

    private static async Task CheckReceiverAsync(ToolProcess receiver, HttpStatusCode taken)
    {
        string line = await receiver.WaitForLineAsync(text => text.Contains("listening on", StringComparison.OrdinalIgnoreCase), "the receiver to listen");
        Uri url = new(line[line.IndexOf("http://", StringComparison.Ordinal)..].Trim());
        using HttpClient http = new() { Timeout = TimeSpan.FromMinutes(5) };
        foreach (object[] each in (IEnumerable<object[]>)Cases)
        {
            bool isValid = each[1] is null;
            Assert.Equal(isValid ? taken : HttpStatusCode.BadRequest, await PostAsync(http, url, Case((string)each[0])));
        }
        await receiver.WaitForLineAsync(
            text => text.StartsWith("incident.opened ", StringComparison.Ordinal) && text.Contains("json.dumps is called 847 times", StringComparison.Ordinal), "the message");
        await receiver.WaitForLineAsync(text => text.StartsWith("refused: no signature fits", StringComparison.Ordinal), "the refusal");
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, Uri url, SignedMessage message)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, url) { Content = new ByteArrayContent(message.Body) };
        request.Content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("webhook-id", message.Id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", message.Timestamp);
        request.Headers.TryAddWithoutValidation("webhook-signature", message.Signature);
        using HttpResponseMessage response = await http.SendAsync(request);
        return response.StatusCode;
    }

    private static SignedMessage Case(string kind)
    {
        SignedMessage valid = SignedMessage.Create();
        return kind switch
        {
            "valid" => valid,
            "second signature" => SignedMessage.Create(secret: MessageSigning.CreateSecret(), previousSecret: SignedMessage.Secret),
            "tampered body" => valid with { Body = [.. valid.Body, (byte)' '] },
            "tampered id" => valid with { Id = valid.Id + "0" },
            "wrong secret" => SignedMessage.Create(secret: MessageSigning.CreateSecret()),
            "old" => SignedMessage.Create(ago: TimeSpan.FromMinutes(6)),
            // Far ahead, however long a busy machine takes to look at it.
            "future" => SignedMessage.Create(ago: TimeSpan.FromHours(-1)),
            "no signature" => valid with { Signature = "v2,AAAA" },
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }
}
