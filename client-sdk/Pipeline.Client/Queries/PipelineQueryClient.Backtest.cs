using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Pipeline.Protocol.Queries;

namespace Pipeline.Client.Queries;

public sealed partial class PipelineQueryClient
{
    private const string ProblemTypeBase = "urn:pipeline:problem:";

    /// <summary>Replays the silo's log with other options of detection: its progress while it runs, then what would have fired beside what did.</summary>
    /// <remarks>The detectors that run are untouched. It ends at the silo as soon as the lines are not read to the end.</remarks>
    /// <param name="request">Of which endpoints, which time, with what options.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Lines with <see cref="BacktestLine.Progress"/>, and one with the <see cref="BacktestLine.Result"/> as the last.</returns>
    /// <exception cref="PipelineQueryException">
    /// <c>malformed-settings</c>: an option is out of its range; <c>unknown-endpoint</c>; <c>too-many-backtests</c>; or another problem, also one
    /// that came up while it ran.
    /// </exception>
    /// <exception cref="HttpRequestException">The silo cannot be reached.</exception>
    /// <exception cref="IOException">The connection broke before the result.</exception>
    public async IAsyncEnumerable<BacktestLine> RunBacktestAsync(
        BacktestRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        QueryString path = new("/api/v1/backtest");
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(request, ReportJsonContext.Default.BacktestRequest);
        using HttpResponseMessage response = await _transport
            .SendAsync(path, message => QueryTransport.Prepare(message, HttpMethod.Post, body), cancellationToken).ConfigureAwait(false);
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } text)
        {
            BacktestLine line = ParseBacktest(path, text, response.StatusCode);
            yield return line;
            if (line.Result is not null)
                yield break;
        }

        throw new IOException($"{path}: the answer ended before the result.");
    }

    private static BacktestLine ParseBacktest(QueryString path, string text, HttpStatusCode status)
    {
        BacktestLine? line = null;
        JsonException? defect = null;
        try
        {
            line = JsonSerializer.Deserialize(text, ReportJsonContext.Default.BacktestLine);
        }
        catch (JsonException exception)
        {
            defect = exception;
        }

        if (line is null)
            throw new PipelineQueryException($"{path}: the answer is not that of a Pipeline silo.", status, null, null, null, defect!);
        if (line.Problem is not { } problem)
            return line;
        string? code = problem.Type.StartsWith(ProblemTypeBase, StringComparison.Ordinal) ? problem.Type[ProblemTypeBase.Length..] : null;
        throw new PipelineQueryException($"{path}: {problem.Detail}", (HttpStatusCode)problem.Status, code, problem.Detail, null);
    }
}
