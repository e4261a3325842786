using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Pipeline.Cli.Bench.Queries;

/// <summary>One connection that asks one question after the other, each kind in turn.</summary>
internal sealed class QueryAsker(HttpClient http, Uri silo, TimeProvider clock)
{
    private const string ProblemTypeBase = "urn:pipeline:problem:";

    /// <summary>Whether the silo knows this kind of question at all.</summary>
    /// <exception cref="BenchException">It knows it, and does not answer it.</exception>
    public async Task<bool> IsKnownAsync(QueryKind kind, CancellationToken cancellationToken)
    {
        string path = kind.Path(0);
        using HttpResponseMessage response = await http.GetAsync(new Uri(silo, path), cancellationToken);
        string body = await response.Content.ReadAsStringAsync(cancellationToken);

        // A route that is there says by a code of its own what it does not find.
        if (response.StatusCode == HttpStatusCode.NotFound && !body.Contains(ProblemTypeBase, StringComparison.Ordinal))
            return false;
        if (!response.IsSuccessStatusCode)
            throw new BenchException($"GET {path}: {(int)response.StatusCode} {body}");
        if (kind.Marker is null)
            return true;
        using JsonDocument answer = JsonDocument.Parse(body);
        return answer.RootElement.TryGetProperty(kind.Marker, out _);
    }

    /// <summary>Asks until told to stop; the question under way is still answered.</summary>
    /// <param name="kinds">Asked in this order, over and over.</param>
    /// <param name="first">Number of the first round; askers that start elsewhere ask about other endpoints.</param>
    /// <param name="stop">Ends the run.</param>
    /// <returns>A tally for each of <paramref name="kinds"/>.</returns>
    public async Task<QueryTally[]> RunAsync(IReadOnlyList<QueryKind> kinds, int first, CancellationToken stop)
    {
        QueryTally[] tallies = [.. kinds.Select(static _ => new QueryTally())];
        for (int turn = first; !stop.IsCancellationRequested; turn++)
        {
            for (int index = 0; index < kinds.Count && !stop.IsCancellationRequested; index++)
                await AskAsync(kinds[index].Path(turn), tallies[index]);
        }

        return tallies;
    }

    /// <summary>One question: from its first byte sent to the last of its answer.</summary>
    public async Task AskAsync(string path, QueryTally tally)
    {
        long started = clock.GetTimestamp();
        try
        {
            using HttpResponseMessage response = await http.GetAsync(new Uri(silo, path), CancellationToken.None);
            byte[] body = await response.Content.ReadAsByteArrayAsync(CancellationToken.None);
            if (response.IsSuccessStatusCode)
                tally.AddAnswer(clock.GetElapsedTime(started));
            else
                tally.AddError(string.Create(CultureInfo.InvariantCulture, $"GET {path}: {(int)response.StatusCode} {System.Text.Encoding.UTF8.GetString(body)}"));
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            tally.AddError($"GET {path}: {exception.GetBaseException().Message}");
        }
    }
}
