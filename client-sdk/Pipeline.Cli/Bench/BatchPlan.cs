namespace Pipeline.Cli.Bench;

/// <summary>The shape of the batches that a benchmark sends.</summary>
internal static class BatchPlan
{
    /// <summary>Different batches encoded beforehand; a run repeats them with other times and identities.</summary>
    public const int TemplateCount = 16;

    public const int EventsPerSection = 100;

    public const int EventsPerBatch = EventsPerSection * SyntheticEvents.EndpointCount;

    /// <summary>A batch's events ended within this time before it is sent: a client that sends once a second.</summary>
    public const int SpanMs = 1_000;

    /// <summary>Times in templates count from here; never sent.</summary>
    public const long TemplateBaseUnixMs = 1_700_000_000_000;
}
