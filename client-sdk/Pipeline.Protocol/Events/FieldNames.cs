namespace Pipeline.Protocol.Events;

/// <summary>The names that resources carry in NDJSON, in errors and in answers.</summary>
public static class FieldNames
{
    private static readonly string[] ResourceNames =
        ["cpu_ms", "memory_delta", "allocated", "db_queries", "cache_hits", "cache_misses", "io_ops", "lock_wait_ms", "threads"];

    /// <summary>For instance <c>cpu_ms</c>.</summary>
    /// <exception cref="IndexOutOfRangeException">Not a resource.</exception>
    public static string Of(Resource resource) => ResourceNames[(int)resource];
}
