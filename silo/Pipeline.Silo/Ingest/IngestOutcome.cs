namespace Pipeline.Silo.Ingest;

/// <summary>What a whole request came to, before it is put into HTTP.</summary>
/// <param name="Fate">Which kind of answer it gets.</param>
/// <param name="Answer">What was counted, whatever the fate.</param>
/// <param name="Code">The problem's stable code; empty where the fate is <see cref="IngestFate.Done"/>.</param>
/// <param name="Detail">For people; empty likewise.</param>
internal sealed record IngestOutcome(IngestFate Fate, IngestAnswer Answer, string Code, string Detail);
