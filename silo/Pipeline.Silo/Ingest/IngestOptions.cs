namespace Pipeline.Silo.Ingest;

/// <summary>Limits of <c>POST /v1/events</c>. Section <c>Pipeline:Ingest</c> of the configuration.</summary>
internal sealed class IngestOptions
{
    public const string Section = "Pipeline:Ingest";

    /// <summary>Largest request body, as sent and again after decompression, in bytes. Range 64 KiB to 64 MiB, default 16 MiB.</summary>
    public int BodySizeMax { get; set; } = 16 << 20;

    /// <summary>Bytes of request bodies held at once; more is answered 429. Range four times <see cref="BodySizeMax"/> to 4 GiB, since pooled buffers double as they grow, default 256 MiB.</summary>
    public long BytesInFlightMax { get; set; } = 256L << 20;

    /// <summary>How long a client is asked to wait after 429 or 503. Default 1 s.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);
}
