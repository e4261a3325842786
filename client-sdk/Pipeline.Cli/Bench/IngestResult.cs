using System.Text;
using System.Text.Json;

namespace Pipeline.Cli.Bench;

/// <summary>The figures of one <c>bench ingest</c>; docs/benchmarks.md says how each is taken.</summary>
internal sealed record IngestResult
{
    /// <summary>Events acknowledged in the measured part, per second.</summary>
    public required double EventsPerSecond { get; init; }

    /// <summary>CPU seconds of the silo per million events of the measured part.</summary>
    public required double CpuSecondsPerMillion { get; init; }

    /// <summary>Size of the data directory after the silo has stopped, per event of the whole run.</summary>
    public required double DiskBytesPerEvent { get; init; }

    /// <summary>Bytes written to the write-ahead log, per event of the whole run.</summary>
    public required double WalBytesPerEvent { get; init; }

    /// <summary>Median time from a batch's first byte sent to its answer, ms.</summary>
    public required double AckP50Ms { get; init; }

    /// <summary>99th percentile of the same.</summary>
    public required double AckP99Ms { get; init; }

    /// <summary>Most resident memory of the silo, MiB.</summary>
    public required double PeakMemoryMb { get; init; }

    /// <summary>Events in batches that were answered as durable, over the whole run.</summary>
    public required long Acknowledged { get; init; }

    /// <summary>Events that the silo's query counts afterwards; equal to <see cref="Acknowledged"/> or something is wrong.</summary>
    public required long Counted { get; init; }

    /// <summary>One JSON object on one line.</summary>
    public string ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("events_per_second", Math.Round(EventsPerSecond));
            json.WriteNumber("cpu_seconds_per_million", Math.Round(CpuSecondsPerMillion, 3));
            json.WriteNumber("disk_bytes_per_event", Math.Round(DiskBytesPerEvent, 2));
            json.WriteNumber("wal_bytes_per_event", Math.Round(WalBytesPerEvent, 2));
            json.WriteNumber("ack_p50_ms", Math.Round(AckP50Ms, 2));
            json.WriteNumber("ack_p99_ms", Math.Round(AckP99Ms, 2));
            json.WriteNumber("peak_memory_mb", Math.Round(PeakMemoryMb, 1));
            json.WriteNumber("acknowledged", Acknowledged);
            json.WriteNumber("counted", Counted);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
