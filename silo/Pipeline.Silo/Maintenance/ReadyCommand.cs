using System.CommandLine;

namespace Pipeline.Silo.Maintenance;

/// <summary><c>ready</c>: asks a running silo whether it takes requests. For images without a shell or curl, whose health check it is.</summary>
internal static class ReadyCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        Option<string> to = new("--to")
        {
            Description = "Address of the silo. Default http://127.0.0.1:7847.",
            DefaultValueFactory = _ => "http://127.0.0.1:7847",
        };
        Command command = new("ready", "Asks a silo whether it is ready. Exit code 1 when it is not, or does not answer.") { to };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(to)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string address, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? silo) || silo.Scheme is not ("http" or "https"))
        {
            await Console.Error.WriteLineAsync($"pipeline: --to is '{address}': it takes an http or https URL.");
            return 1;
        }

        using HttpClient http = new() { Timeout = Patience };
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(new Uri(silo, "/readyz"), cancellationToken);
            await Console.Out.WriteLineAsync(answer.IsSuccessStatusCode ? "ready" : $"not ready: {(int)answer.StatusCode}");
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"pipeline: {silo} does not answer: {exception.Message}");
            return 1;
        }
    }
}
