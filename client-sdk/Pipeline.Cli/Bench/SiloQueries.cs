using System.Globalization;
using System.Text.Json;

namespace Pipeline.Cli.Bench;

/// <summary>Asks a silo what it holds.</summary>
internal static class SiloQueries
{
    private const string WalBytesCounter = "pipeline_event_log_wal_bytes_total";

    /// <summary>Sum of <c>count</c> over all endpoints and all time.</summary>
    /// <exception cref="BenchException">The silo does not answer as expected.</exception>
    public static async Task<long> CountEventsAsync(HttpClient http, Uri silo, CancellationToken cancellationToken)
    {
        const int limit = 10 * SyntheticEvents.EndpointCount;
        string path = string.Create(CultureInfo.InvariantCulture, $"/api/v1/endpoints?window=all&limit={limit}");
        using HttpResponseMessage response = await http.GetAsync(new Uri(silo, path), cancellationToken);
        string body = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new BenchException($"GET {path}: {(int)response.StatusCode} {body}");
        using JsonDocument document = JsonDocument.Parse(body);
        double counted = 0;
        foreach (JsonElement endpoint in document.RootElement.GetProperty("endpoints").EnumerateArray())
            counted += endpoint.GetProperty("count").GetDouble();
        return (long)counted;
    }

    /// <summary>Bytes the silo says it wrote to its write-ahead log; null where it does not say.</summary>
    public static async Task<long?> ReadWalBytesAsync(HttpClient http, Uri silo, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await http.GetAsync(new Uri(silo, "/metrics"), cancellationToken);
        if (!response.IsSuccessStatusCode)
            return null;
        double? total = null;
        foreach (string line in (await response.Content.ReadAsStringAsync(cancellationToken)).Split('\n'))
        {
            // A sample is `name{labels} value`; labels are optional.
            bool isSample = line.StartsWith(WalBytesCounter, StringComparison.Ordinal)
                && line.AsSpan(WalBytesCounter.Length) is [' ' or '{', ..];
            ReadOnlySpan<char> number = line.AsSpan(line.LastIndexOf(' ') + 1);
            if (isSample && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
                total = (total ?? 0) + value;
        }

        return (long?)total;
    }
}
