using Pipeline.Grains.Abstractions;
using Pipeline.Silo.Ingest;

namespace Pipeline.Silo.Query;

/// <summary>Answers a request with what a grain says, and with a problem if there is none or it does not answer.</summary>
internal static class GrainAnswers
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(5);

    /// <summary>404 if no event of the endpoint was ever accepted, 503 if it does not answer.</summary>
    /// <param name="directory">Knows the endpoints.</param>
    /// <param name="context">The request.</param>
    /// <param name="name">The endpoint.</param>
    /// <param name="ask">Asks it and makes the answer.</param>
    /// <param name="logFailed">Says in the log why there is none; takes the endpoint's name.</param>
    public static async Task<IResult> AnswerAsync(
        this EndpointDirectory directory, HttpContext context, string name, Func<IEndpointGrain, Task<IResult>> ask, Action<Exception, string> logFailed) =>
        await directory.FindAsync(name) is { } grain
            ? await TryAsync(context, $"Endpoint '{name}'", () => ask(grain), exception => logFailed(exception, name))
            : Problems.Create(404, "unknown-endpoint", "Unknown endpoint", $"No event of endpoint '{name}' was ever accepted.");

    /// <summary>503 if who is asked does not answer, 429 if too many others wait for it already.</summary>
    public static async Task<IResult> TryAsync(HttpContext context, string who, Func<Task<IResult>> ask, Action<Exception> logFailed)
    {
        try
        {
            return await ask();
        }
        catch (LimitExceededException)
        {
            return Problems.TryAgain(context, 429, "overloaded", "Overloaded", $"{who} has too many requests waiting.", s_retryAfter);
        }
        catch (Exception exception)
        {
            logFailed(exception);
            return Problems.TryAgain(context, 503, "unavailable", "Unavailable", $"{who} does not answer; the silo's log says why.", s_retryAfter);
        }
    }
}
