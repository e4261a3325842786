using System.Buffers;
using System.Text.Json;
using Pipeline.Protocol.Events;

namespace Pipeline.Cli.Bench;

/// <summary>Writes events as NDJSON lines whose time stands in a fixed place, so that it can be overwritten.</summary>
internal static class NdjsonEventWriter
{
    /// <summary>Index within a line of the time's first digit.</summary>
    public const int TimeAt = 8;

    /// <summary>Digits of a time in Unix ms between 2001 and 2286.</summary>
    public const int TimeDigits = 13;

    private const double NanosecondsPerMillisecond = 1_000_000;

    /// <summary>Appends one line with its end.</summary>
    public static void Write(EventRecord record, IBufferWriter<byte> destination)
    {
        using (Utf8JsonWriter json = new(destination))
        {
            json.WriteStartObject();
            json.WriteNumber("time", record.TimeUnixMs);
            json.WriteString("endpoint", record.Endpoint);
            json.WriteString("segment", record.Segment);
            WriteMilliseconds(json, "duration_ms", record.DurationNs);
            if (record.Outcome == Outcome.Error)
                json.WriteString("outcome", "error");
            if (record.Error is not null)
                json.WriteString("error", record.Error);
            WriteMilliseconds(json, "cpu_ms", record.Resources[Resource.CpuTime]);
            json.WriteNumber("db_queries", record.Resources[Resource.DbQueries] ?? 0);
            json.WriteNumber("cache_hits", record.Resources[Resource.CacheHits] ?? 0);
            WriteOperations(json, record.Operations);
            json.WriteEndObject();
        }

        destination.Write("\n"u8);
    }

    private static void WriteOperations(Utf8JsonWriter json, List<OperationUsage> operations)
    {
        json.WriteStartObject("operations");
        foreach (OperationUsage operation in operations)
        {
            json.WriteStartObject(operation.Name);
            json.WriteString("kind", KindName(operation.Kind));
            json.WriteNumber("count", operation.CallsMilli / 1_000);
            WriteMilliseconds(json, "ms", operation.TimeNs);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static string KindName(OperationKind kind) => kind switch
    {
        OperationKind.Dependency => "dependency",
        OperationKind.Io => "io",
        _ => "function",
    };

    private static void WriteMilliseconds(Utf8JsonWriter json, string name, long? nanoseconds)
    {
        if (nanoseconds is { } amount)
            json.WriteNumber(name, amount / NanosecondsPerMillisecond);
    }
}
