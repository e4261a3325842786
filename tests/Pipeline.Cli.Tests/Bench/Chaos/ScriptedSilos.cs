using System.Net;
using System.Text;

namespace Pipeline.Cli.Tests.Bench.Chaos;

/// <summary>Silos that answer one request after the other as told, whoever of them is asked, and keep what they were sent.</summary>
internal sealed class ScriptedSilos(params Func<HttpResponseMessage>[] answers) : HttpMessageHandler
{
    /// <summary>Port and body of each request.</summary>
    public List<(int Port, byte[] Body)> Requests { get; } = [];

    /// <summary>When the script is at its end.</summary>
    public CancellationTokenSource Ended { get; } = new();

    public static Func<HttpResponseMessage> Answer(HttpStatusCode status, string body = "") =>
        () => new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Breaks() => throw new HttpRequestException("the connection broke");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        byte[] body = request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken) : [];
        Requests.Add((request.RequestUri!.Port, body));
        if (Requests.Count == answers.Length)
            await Ended.CancelAsync();
        return answers[Requests.Count - 1]();
    }

    protected override void Dispose(bool disposing)
    {
        Ended.Dispose();
        base.Dispose(disposing);
    }
}
