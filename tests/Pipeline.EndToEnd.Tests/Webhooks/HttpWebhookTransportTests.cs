using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Pipeline.Grains.Webhooks;
using Pipeline.Silo.Webhooks;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests.Webhooks;

/// <summary>What goes over the wire, and that no target keeps the sender longer or makes it read more than it is to.</summary>
public sealed class HttpWebhookTransportTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>A test that hangs fails by this, whatever the machine does besides.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Send_Taken_HasSentBodyAndHeaders()
    {
        TaskCompletionSource<string> request = new();
        await using ScriptedTarget target = new(async (stream, _, cancellationToken) =>
        {
            request.SetResult(await ScriptedTarget.ReadRequestAsync(stream, cancellationToken));
            await stream.WriteAsync("HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray(), cancellationToken);
        });
        Assert.Equal(new WebhookAttempt(204, null, null, false), await SendAsync(target));
        string sent = await request.Task;
        Assert.StartsWith("POST /hook HTTP/1.1\r\n", sent, StringComparison.Ordinal);
        Assert.Contains("\r\nwebhook-id: msg_1\r\n", sent, StringComparison.Ordinal);
        Assert.Contains("\r\nwebhook-signature: v1,AAAA v1,BBBB\r\n", sent, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Type: application/json\r\n", sent, StringComparison.Ordinal);
        Assert.Matches("\r\nUser-Agent: Pipeline/[0-9]+\\.[0-9]+\\.[0-9]+\r\n", sent);
        Assert.DoesNotContain("traceparent", sent, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("\r\n\r\n{\"type\":\"test\"}", sent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("Retry-After: 120\r\n", 120)]
    [InlineData("Retry-After: Fri, 02 Jan 2026 03:05:05 GMT\r\n", 60)]
    [InlineData("Retry-After: Fri, 02 Jan 2026 03:00:00 GMT\r\n", 0)]
    [InlineData("Retry-After: 99999999\r\n", 86_400)]
    [InlineData("Retry-After: soon\r\n", null)]
    public async Task Send_NotTaken_SaysWhenToComeAgain(string header, int? expectedSeconds)
    {
        await using ScriptedTarget target = new($"HTTP/1.1 503 Service Unavailable\r\n{header}Content-Length: 0\r\n\r\n");
        TimeSpan? expected = expectedSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        Assert.Equal(new WebhookAttempt(503, "the target answered 503", expected, false), await SendAsync(target, timeProvider: new ManualTimeProvider(s_now)));
    }

    [Fact]
    public async Task Send_CookieWasSet_IsNotSentBack()
    {
        List<string> requests = [];
        await using ScriptedTarget target = new(async (stream, _, cancellationToken) =>
        {
            requests.Add(await ScriptedTarget.ReadRequestAsync(stream, cancellationToken));
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), cancellationToken);
        });
        using HttpWebhookTransport transport = Create();
        Assert.True((await transport.SendAsync(MessageTo(target), CancellationToken.None)).IsTaken);
        Assert.True((await transport.SendAsync(MessageTo(target), CancellationToken.None)).IsTaken);
        Assert.Equal(2, requests.Count);
        Assert.DoesNotContain("cookie", requests[1], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Send_TargetClosesWithoutSayingSo_TakesAConnectionOfItsOwn()
    {
        await using ScriptedTarget target = new(async (stream, _, cancellationToken) =>
        {
            await ScriptedTarget.ReadRequestAsync(stream, cancellationToken);
            await stream.WriteAsync("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), cancellationToken);
            // Open until the sender closes it or sends again, which is not answered.
            await ScriptedTarget.ReadRequestAsync(stream, cancellationToken);
        });
        using HttpWebhookTransport transport = Create();
        Assert.True((await transport.SendAsync(MessageTo(target), CancellationToken.None)).IsTaken);
        Assert.True((await transport.SendAsync(MessageTo(target), CancellationToken.None)).IsTaken);
        Assert.Equal(2, target.Connections);
    }

    [Fact]
    public async Task Send_NeverAnswered_IsGivenUpInTime()
    {
        TaskCompletionSource received = new();
        ManualTimeProvider time = new(s_now);
        await using ScriptedTarget target = new(async (stream, _, cancellationToken) =>
        {
            await ScriptedTarget.ReadRequestAsync(stream, cancellationToken);
            received.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        });
        Task<WebhookAttempt> sending = SendAsync(target, timeProvider: time);
        await received.Task.WaitAsync(s_patience);
        time.Advance(TimeSpan.FromSeconds(14.9));
        Assert.False(sending.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(new WebhookAttempt(null, "no answer within 15 s", null, false), await sending.WaitAsync(s_patience));
    }

    [Fact]
    public async Task Send_HeadersDribble_IsGivenUpInTime()
    {
        TaskCompletionSource received = new();
        ManualTimeProvider time = new(s_now);
        await using ScriptedTarget target = new(async (stream, _, cancellationToken) =>
        {
            await ScriptedTarget.ReadRequestAsync(stream, cancellationToken);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nX-Slow: "u8.ToArray(), cancellationToken);
            received.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        });
        Task<WebhookAttempt> sending = SendAsync(target, timeProvider: time);
        await received.Task.WaitAsync(s_patience);
        time.Advance(TimeSpan.FromSeconds(16));
        Assert.Equal("no answer within 15 s", (await sending.WaitAsync(s_patience)).Error);
    }

    [Fact]
    public async Task Send_EndlessHeaders_AreNotRead()
    {
        await using ScriptedTarget target = new(async (stream, _, cancellationToken) =>
        {
            await ScriptedTarget.ReadRequestAsync(stream, cancellationToken);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), cancellationToken);
            while (true)
                await stream.WriteAsync("X-More: and more\r\n"u8.ToArray(), cancellationToken);
        });
        Assert.Equal(new WebhookAttempt(null, "the answer's headers are too long", null, false), await SendAsync(target).WaitAsync(s_patience));
    }

    [Fact]
    public async Task Send_EndlessBody_IsTakenAndNotRead()
    {
        TaskCompletionSource<long> written = new();
        await using ScriptedTarget target = new(async (stream, socket, cancellationToken) =>
        {
            await ScriptedTarget.ReadRequestAsync(stream, cancellationToken);
            socket.SendBufferSize = 4096;
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), cancellationToken);
            byte[] more = new byte[4096];
            long total = 0;
            try
            {
                while (true)
                {
                    await stream.WriteAsync(more, cancellationToken);
                    total += more.Length;
                }
            }
            catch (IOException)
            {
                written.SetResult(total);
            }
        });

        // The status says that it has the message; what follows is not waited for, and the connection ends after 64 KiB and what the
        // kernels hold.
        Assert.True((await SendAsync(target, keep: true).WaitAsync(s_patience)).IsTaken);
        Assert.InRange(await written.Task.WaitAsync(s_patience), 0, 32 << 20);
    }

    [Fact]
    public async Task Send_SlowBody_IsTakenAndNotWaitedFor()
    {
        TaskCompletionSource gone = new();
        await using ScriptedTarget target = new(async (stream, _, cancellationToken) =>
        {
            await ScriptedTarget.ReadRequestAsync(stream, cancellationToken);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx"u8.ToArray(), cancellationToken);

            // The sender ends the connection rather than wait for the rest.
            try
            {
                await stream.CopyToAsync(Stream.Null, cancellationToken);
            }
            finally
            {
                gone.TrySetResult();
            }
        });
        Assert.True((await SendAsync(target, keep: true).WaitAsync(s_patience)).IsTaken);
        await gone.Task.WaitAsync(s_patience);
    }

    [Fact]
    public async Task Send_ConnectionReset_SaysSo()
    {
        await using ScriptedTarget target = new(async (stream, socket, cancellationToken) =>
        {
            await ScriptedTarget.ReadRequestAsync(stream, cancellationToken);
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        });
        WebhookAttempt attempt = await SendAsync(target).WaitAsync(s_patience);
        Assert.Null(attempt.Status);
        Assert.Matches("^the connection (ended|broke) before an answer$", attempt.Error);
    }

    [Fact]
    public async Task Send_ClosedWithoutAnswer_SaysSo()
    {
        await using ScriptedTarget target = new("");
        Assert.Equal(new WebhookAttempt(null, "the connection ended before an answer", null, false), await SendAsync(target).WaitAsync(s_patience));
    }

    [Fact]
    public async Task Send_AnswerNotHttp_SaysSo()
    {
        await using ScriptedTarget target = new("220 mail.example.org ESMTP\r\n\r\n");
        Assert.Equal(new WebhookAttempt(null, "the answer is not HTTP", null, false), await SendAsync(target).WaitAsync(s_patience));
    }

    [Fact]
    public async Task Send_NobodyListens_SaysSo()
    {
        int port;
        await using (ScriptedTarget target = new(""))
            port = target.Port;
        using HttpWebhookTransport transport = Create();
        WebhookAttempt attempt = await transport.SendAsync(WebhookTransportGuardTests.MessageTo($"http://127.0.0.1:{port}/hook"), CancellationToken.None);
        Assert.Equal(new WebhookAttempt(null, "127.0.0.1 refused the connection", null, false), attempt);
    }

    [Fact]
    public async Task Send_NameServiceSilent_IsGivenUpInTime()
    {
        using HttpWebhookTransport transport = WebhookTransportGuardTests.Create(
            new WebhookTransportOptions { ConnectTimeout = TimeSpan.FromMilliseconds(100) }, new SilentResolver());
        WebhookAttempt attempt = await transport.SendAsync(WebhookTransportGuardTests.MessageTo("https://hooks.example.org/"), CancellationToken.None).WaitAsync(s_patience);
        Assert.Equal(new WebhookAttempt(null, "no connection in time", null, false), attempt);
    }

    [Fact]
    public async Task Send_CertificateNotTrusted_IsNotSent()
    {
        using RSA key = RSA.Create(2048);
        using X509Certificate2 certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        bool isRead = false;
        await using ScriptedTarget target = new(async (stream, _, cancellationToken) =>
        {
            await using SslStream encrypted = new(stream);
            try
            {
                await encrypted.AuthenticateAsServerAsync(certificate);
                isRead = (await ScriptedTarget.ReadRequestAsync(encrypted, cancellationToken)).Length > 0;
            }
            catch (System.Security.Authentication.AuthenticationException)
            {
                // The sender does not trust it.
            }
        });
        using HttpWebhookTransport transport = Create();
        WebhookAttempt attempt = await transport.SendAsync(WebhookTransportGuardTests.MessageTo($"https://127.0.0.1:{target.Port}/"), CancellationToken.None);
        Assert.Equal(new WebhookAttempt(null, "the target's certificate is not trusted, or TLS failed", null, false), attempt);
        Assert.False(isRead);
    }

    [Fact]
    public async Task Send_Cancelled_Throws()
    {
        using CancellationTokenSource cancellation = new();
        await using ScriptedTarget target = new(async (stream, _, cancellationToken) =>
        {
            await ScriptedTarget.ReadRequestAsync(stream, cancellationToken);
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        });
        using HttpWebhookTransport transport = Create();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => transport.SendAsync(MessageTo(target), cancellation.Token));
    }

    [Fact]
    public async Task Send_ToLocalhostInAllowedNetworks_IsTaken()
    {
        await using ScriptedTarget target = new("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
        using HttpWebhookTransport transport = WebhookTransportGuardTests.Create(
            new WebhookTransportOptions { AllowedNetworks = ["127.0.0.0/8", "::1/128"] }, new SystemNameResolver());
        string url = $"http://localhost:{target.Port}/hook";
        Assert.Null(transport.FindFault(url));
        Assert.Equal(202, (await transport.SendAsync(WebhookTransportGuardTests.MessageTo(url), CancellationToken.None)).Status);
    }

    private static HttpWebhookTransport Create(TimeProvider? timeProvider = null) => WebhookTransportGuardTests.Create(
        new WebhookTransportOptions { AllowedNetworks = ["127.0.0.0/8"] }, new SystemNameResolver(), timeProvider);

    private static WebhookMessage MessageTo(ScriptedTarget target) => WebhookTransportGuardTests.MessageTo($"http://127.0.0.1:{target.Port}/hook");

    /// <param name="target">Where to.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="keep">Whether the transport lives on, so that it is its own bounds that end the connection.</param>
    private static async Task<WebhookAttempt> SendAsync(ScriptedTarget target, TimeProvider? timeProvider = null, bool keep = false)
    {
        HttpWebhookTransport transport = Create(timeProvider);
        try
        {
            return await transport.SendAsync(MessageTo(target), CancellationToken.None);
        }
        finally
        {
            if (!keep)
                transport.Dispose();
        }
    }

    /// <summary>A name service that never answers.</summary>
    private sealed class SilentResolver : INameResolver
    {
        public async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return [];
        }
    }
}
