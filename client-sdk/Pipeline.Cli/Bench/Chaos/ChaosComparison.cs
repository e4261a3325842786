using System.Net;
using System.Text.Json;
using Pipeline.Cli.Bench.Cluster;

namespace Pipeline.Cli.Bench.Chaos;

/// <summary>What every silo counts, held against what was acknowledged, by endpoint and segment.</summary>
/// <param name="Acknowledged">Events.</param>
/// <param name="Counted">By the silo that is farthest from it.</param>
/// <param name="Lost">Acknowledged and not counted: the most that any silo lacks.</param>
/// <param name="Duplicated">Counted more often than sent: the most that any silo has too many.</param>
internal sealed record ChaosComparison(long Acknowledged, long Counted, long Lost, long Duplicated)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan s_pollPeriod = TimeSpan.FromMilliseconds(200);

    /// <summary>Asks every silo; to be called while nothing is sent.</summary>
    /// <exception cref="BenchException">A silo does not answer within minutes, or names what was never sent.</exception>
    public static async Task<ChaosComparison> MakeAsync(ClusterProcesses cluster, ChaosLedger ledger, HttpClient http, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<(string Endpoint, string Segment), long> acknowledged = ledger.BySegment;
        long total = acknowledged.Values.Sum();
        ChaosComparison worst = new(total, total, 0, 0);
        foreach (Uri silo in cluster.Addresses)
        {
            long counted = 0;
            long lost = 0;
            long duplicated = 0;
            foreach (IGrouping<string, KeyValuePair<(string Endpoint, string Segment), long>> endpoint in acknowledged.GroupBy(static pair => pair.Key.Endpoint))
            {
                Dictionary<string, long> answer = await AskAsync(silo, endpoint.Key, http, cancellationToken);
                foreach (((_, string segment), long expected) in endpoint)
                {
                    answer.Remove(segment, out long has);
                    counted += has;
                    lost += Math.Max(0, expected - has);
                    duplicated += Math.Max(0, has - expected);
                }

                // What is left is of segments that nothing was sent of.
                duplicated += answer.Values.Sum();
                counted += answer.Values.Sum();
            }

            worst = new ChaosComparison(
                total,
                Math.Abs(counted - total) > Math.Abs(worst.Counted - total) ? counted : worst.Counted,
                Math.Max(worst.Lost, lost),
                Math.Max(worst.Duplicated, duplicated));
        }

        return worst;
    }

    private static async Task<Dictionary<string, long>> AskAsync(Uri silo, string endpoint, HttpClient http, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(s_patience);
        string last = "nothing";
        try
        {
            while (true)
            {
                (Dictionary<string, long>? segments, last) = await TryAskAsync(silo, endpoint, http, deadline.Token);
                if (segments is not null)
                    return segments;
                await Task.Delay(s_pollPeriod, deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BenchException($"{silo.Authority} does not say what it counts of {endpoint} within {s_patience.TotalSeconds} s; its last answer: {last}");
        }
    }

    private static async Task<(Dictionary<string, long>? Segments, string Said)> TryAskAsync(
        Uri silo, string endpoint, HttpClient http, CancellationToken cancellationToken)
    {
        Uri question = new(silo, $"/api/v1/endpoints?window=all&name={Uri.EscapeDataString(endpoint)}");
        try
        {
            using HttpResponseMessage response = await http.GetAsync(question, cancellationToken);
            string body = await response.Content.ReadAsStringAsync(cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK)
                return (null, $"{(int)response.StatusCode} {body}");
            using JsonDocument document = JsonDocument.Parse(body);
            Dictionary<string, long> segments = new(StringComparer.Ordinal);
            foreach (JsonProperty segment in document.RootElement.GetProperty("segments").EnumerateObject())
                segments[segment.Name] = (long)segment.Value.GetProperty("count").GetDouble();
            return (segments, body);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return (null, exception.GetBaseException().Message);
        }
    }
}
