using System.Text;
using System.Text.Json;

namespace Pipeline.EndToEnd.Tests;

/// <summary>Made-up events of a small shop, the same for the same seed.</summary>
internal static class Traffic
{
    public static readonly string[] Endpoints = ["/recommend", "/search", "/checkout", "/cart", "GET /products/a b"];
    private static readonly string[] Segments = ["premium", "free"];

    /// <summary>Lines of NDJSON, one second of event time for every ten events, from 2026-01-01.</summary>
    public static string Ndjson(int eventCount, int seed)
    {
        Random random = new(seed);
        long start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        StringBuilder text = new();
        for (int i = 0; i < eventCount; i++)
            text.Append(Line(random, start + (i * 100L) + random.Next(3_000))).Append('\n');
        return text.ToString();
    }

    private static string Line(Random random, long time) => JsonSerializer.Serialize(new
    {
        time,
        endpoint = Endpoints[random.Next(Endpoints.Length)],
        segment = Segments[random.Next(Segments.Length)],
        duration_ms = random.Next(1_000, 900_000) / 1_000m,
        outcome = random.Next(50) == 0 ? "error" : "ok",
        cpu_ms = random.Next(1, 90),
        db_queries = random.Next(9),
        operations = new Dictionary<string, object>
        {
            ["json.dumps"] = random.Next(1, 6),
            ["redis"] = new { kind = "dependency", count = random.Next(1, 4), ms = random.Next(1, 20) },
        },
        values = new { revenue = random.Next(100) + 0.25m },
    });
}
