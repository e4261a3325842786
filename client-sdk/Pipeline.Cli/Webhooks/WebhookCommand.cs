using System.CommandLine;

namespace Pipeline.Cli.Webhooks;

/// <summary>The command line of <c>webhook verify</c>.</summary>
internal static class WebhookCommand
{
    private static readonly TimeSpan s_toleranceMax = TimeSpan.FromDays(30);

    public static Command Create() => new("webhook", "Work with messages of webhooks.") { CreateVerify() };

    private static Command CreateVerify()
    {
        Option<string[]> secret = new("--secret")
        {
            Description = "The webhook's secret, whsec_ and base64; may be given twice while one is being replaced.",
            Required = true,
        };
        Option<string> file = new("--file") { Description = "The body, byte for byte as it came; - for standard input.", DefaultValueFactory = _ => "-" };
        Option<string?> id = new("--id") { Description = "The header webhook-id." };
        Option<string?> timestamp = new("--timestamp") { Description = "The header webhook-timestamp." };
        Option<string?> signature = new("--signature") { Description = "The header webhook-signature." };
        Option<string?> headers = new("--headers") { Description = "A file of raw header lines (NAME: VALUE), instead of these three; - for standard input." };
        Option<TimeSpan> tolerance = DurationOption.Create(
            "--tolerance", "How far the time of sending may lie from now, both ways.", TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1), s_toleranceMax);

        Command verify = new(
            "verify", "Tell whether a message comes from who holds the secret, unchanged and lately. Ends with 0 if so, with 1 and the reason if not.")
        {
            secret, file, id, timestamp, signature, headers, tolerance,
        };
        verify.SetAction(async (parsed, cancellationToken) =>
        {
            WebhookVerification verification = new(Console.OpenStandardInput, Console.Out, Console.Error, TimeProvider.System);
            return await verification.RunAsync(
                new WebhookVerificationOptions
                {
                    Secrets = parsed.GetRequiredValue(secret),
                    File = parsed.GetRequiredValue(file),
                    Id = parsed.GetValue(id),
                    Timestamp = parsed.GetValue(timestamp),
                    Signature = parsed.GetValue(signature),
                    Headers = parsed.GetValue(headers),
                    Tolerance = parsed.GetValue(tolerance),
                },
                cancellationToken);
        });
        return verify;
    }
}
