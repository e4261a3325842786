using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Pipeline.EndToEnd.Tests;

/// <summary>Holds segments against the sum of the endpoints, as both are told over HTTP.</summary>
internal static class SegmentSums
{
    /// <summary>Windows close, publications are sent and forgotten, and snapshots are written within a second or so.</summary>
    public static readonly (string Path, string Value)[] HastySettings =
    [
        ("Pipeline:Endpoints:IdleCloseAfter", "00:00:01"),
        ("Pipeline:Endpoints:HousekeepingPeriod", "00:00:00.2"),
        ("Pipeline:Endpoints:SnapshotInterval", "00:00:02"),
        ("Pipeline:Endpoints:PublishDelay", "00:00:00.05"),
        ("Pipeline:Endpoints:PublishedPollInterval", "00:00:00.3"),
        ("Pipeline:Endpoints:AcknowledgeInterval", "00:00:00.5"),
        ("Pipeline:Segments:SnapshotInterval", "00:00:00.4"),
        ("Pipeline:Segments:UrgentSnapshotInterval", "00:00:00.1"),
    ];

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    /// <summary>
    /// Awaits that nothing is pending and that segments have as many events as endpoints: windows that are still open are not pending.
    /// </summary>
    public static async Task AwaitPublishedAsync(SiloProcess silo)
    {
        Stopwatch waiting = Stopwatch.StartNew();
        while (true)
        {
            JsonArray segments = await SegmentsAsync(silo);
            long pending = segments.Sum(segment => (long)segment!["pending"]!["publications"]!);
            long published = segments.Sum(segment => (long)segment!["events"]!);
            long recorded = (await EndpointsAsync(silo)).Sum(endpoint => (long)endpoint!["events"]!);
            Assert.True(published <= recorded, $"Segments have {published} events, endpoints only {recorded}.");
            if (pending == 0 && published == recorded)
                return;
            Assert.True(
                waiting.Elapsed < s_patience, $"{pending} publications are pending, {published} of {recorded} events are in segments.\n{silo.Output}");
        }
    }

    public static async Task AssertEqualAsync(SiloProcess silo)
    {
        JsonArray endpoints = await EndpointsAsync(silo);
        JsonArray segments = await SegmentsAsync(silo);
        Assert.NotEmpty(segments);
        foreach (JsonNode? segment in segments)
        {
            Assert.Null(segment!["incomplete"]);
            string name = (string)segment["name"]!;
            JsonNode[] parts = [.. endpoints.Select(endpoint => endpoint!["segments"]![name]).OfType<JsonNode>()];
            Assert.Equal(parts.Length, (int)segment["endpoints"]!);
            foreach (string field in (string[])["events", "count", "errors"])
                Assert.Equal(parts.Sum(part => (double)part[field]!), (double)segment[field]!);
            AssertClose(parts.Sum(part => Total(part, part["duration_ms"]!["mean"])), Total(segment, segment["duration_ms"]!["mean"]));
            Assert.Equal(parts.Max(part => (double)part["duration_ms"]!["max"]!), (double)segment["duration_ms"]!["max"]!);
            JsonArray operations = segment["operations"]!.AsArray();
            Assert.NotEmpty(operations);
            foreach (JsonNode? operation in operations)
            {
                string operationName = (string)operation!["name"]!;
                double calls = parts.Sum(part => Total(part, OperationOf(part, operationName)?["per_event"]));
                AssertClose(calls, Total(segment, operation["per_event"]));
            }
        }
    }

    public static async Task<JsonArray> SegmentsAsync(SiloProcess silo) =>
        (await silo.GetAsync("/api/v1/segments?window=all&limit=10000"))["segments"]!.AsArray();

    private static async Task<JsonArray> EndpointsAsync(SiloProcess silo) =>
        (await silo.GetAsync("/api/v1/endpoints?window=all&limit=10000"))["endpoints"]!.AsArray();

    private static JsonNode? OperationOf(JsonNode part, string name) =>
        part["operations"]!.AsArray().FirstOrDefault(operation => (string)operation!["name"]! == name);

    private static double Total(JsonNode part, JsonNode? mean) => mean is null ? 0 : (double)mean * (double)part["count"]!;

    private static void AssertClose(double expected, double actual) => Assert.InRange(actual, expected * (1 - 1e-9), expected * (1 + 1e-9));
}
