using System.Globalization;
using System.Text.Json;

namespace Pipeline.Cli.Bench;

/// <summary>Asks a silo what it holds.</summary>
internal static class SiloQueries
{
    private const string WalBytesCounter = "pipeline_event_log_wal_bytes_total";

    /// <summary>Endpoints asked for at a time: as many as a silo answers at once.</summary>
    private const int PageSize = 10_000;

    /// <summary>Sum of <c>count</c> over all endpoints and all time, page after page.</summary>
    /// <exception cref="BenchException">The silo does not answer as expected, or not for all of its endpoints.</exception>
    public static async Task<long> CountEventsAsync(HttpClient http, Uri silo, CancellationToken cancellationToken)
    {
        double counted = 0;
        int seen = 0;
        int total = 0;
        string? cursor = null;
        do
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"/api/v1/endpoints?window=all&limit={PageSize}");
            if (cursor is not null)
                path += "&cursor=" + Uri.EscapeDataString(cursor);
            using HttpResponseMessage response = await http.GetAsync(new Uri(silo, path), cancellationToken);
            await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw new BenchException($"GET {path}: {(int)response.StatusCode} {await new StreamReader(body).ReadToEndAsync(cancellationToken)}");
            using JsonDocument document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            foreach (JsonElement endpoint in document.RootElement.GetProperty("endpoints").EnumerateArray())
            {
                counted += endpoint.GetProperty("count").GetDouble();
                seen++;
            }

            total = document.RootElement.GetProperty("total_count").GetInt32();
            cursor = document.RootElement.TryGetProperty("next", out JsonElement next) ? next.GetString() : null;
        }
        while (cursor is not null);

        return seen == total ? (long)counted : throw new BenchException($"the silo has {total} endpoints and answered for {seen} of them");
    }

    /// <summary>Bytes the silo says it wrote to its write-ahead log; null where it does not say.</summary>
    public static async Task<long?> ReadWalBytesAsync(HttpClient http, Uri silo, CancellationToken cancellationToken) =>
        (await ReadMetricsAsync(http, silo, cancellationToken)).TryGetValue(WalBytesCounter, out double bytes) ? (long)bytes : null;

    /// <summary>Every family of <c>/metrics</c> that is not a histogram, its series added up.</summary>
    public static async Task<IReadOnlyDictionary<string, double>> ReadMetricsAsync(HttpClient http, Uri silo, CancellationToken cancellationToken)
    {
        Dictionary<string, double> metrics = [];
        using HttpResponseMessage response = await http.GetAsync(new Uri(silo, "/metrics"), cancellationToken);
        if (!response.IsSuccessStatusCode)
            return metrics;
        foreach (string line in (await response.Content.ReadAsStringAsync(cancellationToken)).Split('\n'))
        {
            // A sample is `name{labels} value`; labels are optional.
            int nameEnd = line.AsSpan().IndexOfAny('{', ' ');
            ReadOnlySpan<char> number = line.AsSpan(line.LastIndexOf(' ') + 1);
            if (nameEnd > 0 && line[0] != '#' && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
                metrics[line[..nameEnd]] = metrics.GetValueOrDefault(line[..nameEnd]) + value;
        }

        return metrics;
    }
}
