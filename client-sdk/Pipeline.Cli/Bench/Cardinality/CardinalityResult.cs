using System.Text;
using System.Text.Json;

namespace Pipeline.Cli.Bench.Cardinality;

/// <summary>The figures of one <c>bench cardinality</c>; docs/benchmarks.md says how each is taken. Null: the silo does not tell.</summary>
internal sealed record CardinalityResult
{
    public required int Endpoints { get; init; }

    public required double RssMbBefore { get; init; }

    public required double RssMbLoaded { get; init; }

    public required double RssMbAfter { get; init; }

    public required double? ManagedHeapMbAfter { get; init; }

    public required double DiskMb { get; init; }

    public required double? SnapshotBytesMean { get; init; }

    public required double? SnapshotBytesMax { get; init; }

    public required double StopMs { get; init; }

    public required double RestartReadyMs { get; init; }

    public required double RssMbRestarted { get; init; }

    public required double RestartReadyAfterKillMs { get; init; }

    public required double ColdQueryP50Ms { get; init; }

    public required double ColdQueryP99Ms { get; init; }

    public required double? ListP95P50Ms { get; init; }

    public required double? ListP95P99Ms { get; init; }

    public required int NamesOffered { get; init; }

    public required long NamesCountedEvents { get; init; }

    public required long NamesRefusedEvents { get; init; }

    public required long Acknowledged { get; init; }

    public required long Counted { get; init; }

    public required double RssMbAfterNames { get; init; }

    public required bool Healthy { get; init; }

    /// <summary>Memory that the endpoints' data takes, per endpoint, once everything is in its place.</summary>
    public double BytesPerActiveEndpoint => (RssMbAfter - RssMbBefore) * (1 << 20) / Endpoints;

    /// <summary>One JSON object on one line.</summary>
    public string ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("endpoints", Endpoints);
            Write(json, "rss_mb_before", RssMbBefore, 1);
            Write(json, "rss_mb_loaded", RssMbLoaded, 1);
            Write(json, "rss_mb_after", RssMbAfter, 1);
            Write(json, "managed_heap_mb_after", ManagedHeapMbAfter, 1);
            Write(json, "bytes_per_active_endpoint", BytesPerActiveEndpoint, 0);
            Write(json, "snapshot_bytes_mean", SnapshotBytesMean, 0);
            Write(json, "snapshot_bytes_max", SnapshotBytesMax, 0);
            Write(json, "disk_mb", DiskMb, 1);
            Write(json, "stop_ms", StopMs, 0);
            Write(json, "restart_ready_ms", RestartReadyMs, 0);
            Write(json, "rss_mb_restarted", RssMbRestarted, 1);
            Write(json, "cold_query_p50_ms", ColdQueryP50Ms, 3);
            Write(json, "cold_query_p99_ms", ColdQueryP99Ms, 3);
            Write(json, "list_p95_p50_ms", ListP95P50Ms, 3);
            Write(json, "list_p95_p99_ms", ListP95P99Ms, 3);
            Write(json, "restart_ready_after_kill_ms", RestartReadyAfterKillMs, 0);
            json.WriteNumber("names_offered", NamesOffered);
            json.WriteNumber("names_counted_events", NamesCountedEvents);
            json.WriteNumber("names_refused_events", NamesRefusedEvents);
            json.WriteNumber("acknowledged", Acknowledged);
            json.WriteNumber("counted", Counted);
            Write(json, "rss_mb_after_names", RssMbAfterNames, 1);
            json.WriteBoolean("healthy", Healthy);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, string name, double? value, int digits)
    {
        if (value is { } number)
            json.WriteNumber(name, Math.Round(number, digits));
        else
            json.WriteNull(name);
    }
}
