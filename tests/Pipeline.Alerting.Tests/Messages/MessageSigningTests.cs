using Pipeline.Alerting.Messages;
using Pipeline.Client.Webhooks;
using Pipeline.Protocol.Alerting;
using Pipeline.Testing;

namespace Pipeline.Alerting.Tests.Messages;

/// <summary>What we sign, the verifier of the client takes; what was changed on the way, it does not.</summary>
public sealed class MessageSigningTests
{
    private const long Now = MadeUp.OpenedAt;
    private const string Id = "msg_1";
    private static readonly byte[] s_body = MessageBodies.OfNotification(MadeUp.Opened(MadeUp.Usual), false, MadeUp.BaseUrl);
    private static readonly string s_secret = MessageSigning.CreateSecret();
    private static readonly string s_other = MessageSigning.CreateSecret();

    [Fact]
    public void HeadersOf_ExampleOfTheSpecification_HasItsSignature()
    {
        // The example that the specification's own libraries are tested with.
        WebhookSubscription subscription = Subscription("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        IReadOnlyList<KeyValuePair<string, string>> headers = MessageSigning.HeadersOf(
            subscription, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330_000, """{"test": 2432232314}"""u8);
        Assert.Equal(
            [new("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"), new("webhook-timestamp", "1614265330"), new("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")],
            headers);
    }

    [Fact]
    public void Check_WhatWeSigned_IsTaken() => Assert.Equal(WebhookFault.None, Check(Sign(Subscription(s_secret))));

    [Fact]
    public void Check_TamperedBody_IsRefused()
    {
        byte[] tampered = [.. s_body];
        tampered[^10] ^= 1;
        Assert.Equal(WebhookFault.SignatureWrong, Check(Sign(Subscription(s_secret)), body: tampered));
        Assert.Equal(WebhookFault.SignatureWrong, Check(Sign(Subscription(s_secret)), body: s_body[..^1]));
    }

    [Fact]
    public void Check_TamperedId_IsRefused() => Assert.Equal(WebhookFault.SignatureWrong, Check(Sign(Subscription(s_secret)) with { Id = "msg_2" }));

    [Fact]
    public void Check_TamperedTimestamp_IsRefused() =>
        Assert.Equal(WebhookFault.SignatureWrong, Check(Sign(Subscription(s_secret)) with { Timestamp = $"{(Now / 1_000) + 1}" }));

    [Fact]
    public void Check_WrongSecret_IsRefused() => Assert.Equal(WebhookFault.SignatureWrong, Check(Sign(Subscription(s_other))));

    [Theory]
    [InlineData(-299, WebhookFault.None)]
    [InlineData(-302, WebhookFault.TimestampTooOld)]
    [InlineData(300, WebhookFault.None)]
    [InlineData(302, WebhookFault.TimestampTooFarAhead)]
    public void Check_TimeFarFromNow_IsRefused(int secondsFromNow, WebhookFault expected) =>
        Assert.Equal(expected, Check(Sign(Subscription(s_secret), Now + (secondsFromNow * 1_000L))));

    [Theory]
    [InlineData("", WebhookFault.HeaderMissing)]
    [InlineData(null, WebhookFault.HeaderMissing)]
    [InlineData("now", WebhookFault.TimestampMalformed)]
    [InlineData("-5", WebhookFault.TimestampMalformed)]
    [InlineData("1e9", WebhookFault.TimestampMalformed)]
    [InlineData("99999999999999999999", WebhookFault.TimestampMalformed)]
    [InlineData("9223372036854775807", WebhookFault.TimestampTooFarAhead)]
    [InlineData("0", WebhookFault.TimestampTooOld)]
    public void Check_TimestampOfAnyForm_IsRefused(string? timestamp, WebhookFault expected) =>
        Assert.Equal(expected, Check(Sign(Subscription(s_secret)) with { Timestamp = timestamp }));

    [Theory]
    [InlineData("", WebhookFault.HeaderMissing)]
    [InlineData(null, WebhookFault.HeaderMissing)]
    [InlineData("v2,AAAA", WebhookFault.SignatureUnknown)]
    [InlineData("AAAA", WebhookFault.SignatureUnknown)]
    [InlineData("v1,", WebhookFault.SignatureWrong)]
    [InlineData("v1,not base64", WebhookFault.SignatureWrong)]
    public void Check_SignatureOfAnyForm_IsRefused(string? signature, WebhookFault expected) =>
        Assert.Equal(expected, Check(Sign(Subscription(s_secret)) with { Signature = signature }));

    [Fact]
    public void Check_SecondOfTwoSignatures_IsTaken()
    {
        WebhookSubscription rotating = Subscription(s_other) with { PreviousSecret = s_secret, PreviousUntil = Now + 1 };
        Headers headers = Sign(rotating);
        Assert.Equal(2, headers.Signature!.Split(' ').Length);
        Assert.Equal(WebhookFault.None, Check(headers));
        Assert.Equal(WebhookFault.None, new WebhookVerifier(s_other, timeProvider: Clock()).Check(s_body, headers.Id, headers.Timestamp, headers.Signature));

        // Once the time is over, the secret before is worth nothing.
        Assert.Equal(WebhookFault.SignatureWrong, Check(Sign(rotating with { PreviousUntil = Now })));
    }

    [Fact]
    public void Check_OneOfSeveralSecrets_WillDo()
    {
        Headers headers = Sign(Subscription(s_secret));
        Assert.Equal(WebhookFault.None, new WebhookVerifier([s_other, s_secret], timeProvider: Clock()).Check(s_body, headers.Id, headers.Timestamp, headers.Signature));
    }

    [Fact]
    public void Verify_NotToBeBelieved_ThrowsWithTheReason()
    {
        WebhookVerifier verifier = new(s_secret, timeProvider: Clock());
        WebhookVerificationException thrown = Assert.Throws<WebhookVerificationException>(() => verifier.Verify(s_body, Id, null, "v1,AAAA"));
        Assert.Equal(WebhookFault.HeaderMissing, thrown.Fault);
        Assert.Equal(WebhookVerifier.Describe(WebhookFault.HeaderMissing), thrown.Message);
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("whsec_")]
    [InlineData("whsec_!!!!")]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")]
    public void Verifier_SecretThatIsNone_IsRefused(string secret)
    {
        Assert.Throws<FormatException>(() => new WebhookVerifier(secret));
        Assert.Throws<FormatException>(() => Sign(Subscription(secret)));
    }

    [Fact]
    public void CreateSecret_EachTime_IsAnother()
    {
        Assert.NotEqual(MessageSigning.CreateSecret(), MessageSigning.CreateSecret());
        Assert.Equal(32, Convert.FromBase64String(MessageSigning.CreateSecret()["whsec_".Length..]).Length);
    }

    [Fact]
    public void MessageId_SameTransition_IsTheSame()
    {
        Assert.Equal("msg_4bdb3e7d4a7e3fcd8b8ed0e9f3bcd7b6".Length, MessageSigning.MessageId("webhook", "transition").Length);
        Assert.Equal(MessageSigning.MessageId("webhook", "transition"), MessageSigning.MessageId("webhook", "transition"));
        Assert.NotEqual(MessageSigning.MessageId("webhook", "transition"), MessageSigning.MessageId("webhook", "transition2"));
        Assert.NotEqual(MessageSigning.MessageId("webhook", "transition"), MessageSigning.MessageId("webhook2", "transition"));
        Assert.DoesNotContain('.', MessageSigning.MessageId("a.b", "c.d"));
    }

    private static WebhookSubscription Subscription(string secret) => new(
        "0011223344556677", 1, "chat", "https://example.org/", WebhookPayload.Pipeline, new WebhookFilter(), 0, true, null, secret, null, null, 1, "ann", 0);

    private static Headers Sign(WebhookSubscription subscription, long at = Now)
    {
        Dictionary<string, string> headers = new(MessageSigning.HeadersOf(subscription, Id, at, s_body));
        return new Headers(headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"]);
    }

    private static WebhookFault Check(Headers headers, byte[]? body = null) =>
        new WebhookVerifier(s_secret, timeProvider: Clock()).Check(body ?? s_body, headers.Id, headers.Timestamp, headers.Signature);

    private static ManualTimeProvider Clock() => new(DateTimeOffset.FromUnixTimeMilliseconds(Now));

    private sealed record Headers(string? Id, string? Timestamp, string? Signature);
}
