using System.Text;
using Pipeline.Client.Webhooks;

namespace Pipeline.Cli.Webhooks;

/// <summary>Verifies one message and says whether it is to be believed.</summary>
internal sealed class WebhookVerification(Func<Stream> openInput, TextWriter output, TextWriter error, TimeProvider timeProvider)
{
    /// <summary>More is no message of a webhook: those of Pipeline are under 20,000 bytes, those for Alertmanager a few megabytes at
    /// most.</summary>
    private const int SizeBytesMax = 16 * 1024 * 1024;

    /// <summary>Verifies; returns the exit code.</summary>
    public async Task<int> RunAsync(WebhookVerificationOptions options, CancellationToken cancellationToken)
    {
        try
        {
            RefuseContradictions(options);
            WebhookVerifier verifier = new(options.Secrets, options.Tolerance, timeProvider);
            (string? id, string? timestamp, string? signature) = await ReadHeadersAsync(options, cancellationToken);
            byte[] body = await ReadAsync(options.File, cancellationToken);
            WebhookFault fault = verifier.Check(body, id, timestamp, signature);
            if (fault == WebhookFault.None)
            {
                await output.WriteLineAsync("valid");
                return ExitCodes.Success;
            }
            await error.WriteLineAsync($"invalid: {WebhookVerifier.Describe(fault)}");
            return ExitCodes.Failure;
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            // Nothing was verified: it is the question that is wrong.
            await error.WriteLineAsync($"pipeline webhook verify: {exception.Message}");
            return ExitCodes.Usage;
        }
    }

    private static void RefuseContradictions(WebhookVerificationOptions options)
    {
        bool areHeadersGiven = options.Id is not null || options.Timestamp is not null || options.Signature is not null;
        if (options.Headers is null && (options.Id is null || options.Timestamp is null || options.Signature is null))
            throw new FormatException("it takes --id, --timestamp and --signature, or --headers with a file that holds them.");
        if (options.Headers is not null && areHeadersGiven)
            throw new FormatException("it takes --headers, or --id, --timestamp and --signature, not both.");
        if (options is { Headers: "-", File: "-" })
            throw new FormatException("the body and the headers cannot both come from standard input.");
    }

    private async Task<(string? Id, string? Timestamp, string? Signature)> ReadHeadersAsync(
        WebhookVerificationOptions options, CancellationToken cancellationToken)
    {
        if (options.Headers is null)
            return (options.Id, options.Timestamp, options.Signature);
        HeaderLines headers = HeaderLines.Parse(Encoding.UTF8.GetString(await ReadAsync(options.Headers, cancellationToken)));
        return (headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"]);
    }

    private async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        await using Stream stream = file == "-" ? openInput() : File.OpenRead(file);
        using MemoryStream content = new();
        byte[] buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and int read)
        {
            content.Write(buffer, 0, read);
            if (content.Length > SizeBytesMax)
                throw new FormatException($"{(file == "-" ? "standard input" : file)} is larger than 16 MiB.");
        }
        return content.ToArray();
    }
}
