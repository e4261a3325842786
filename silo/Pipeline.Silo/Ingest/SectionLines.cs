namespace Pipeline.Silo.Ingest;

/// <summary>Where the parts of a section stood in an NDJSON body; lines count from 1.</summary>
internal sealed record SectionLines(IReadOnlyList<int> Events, IReadOnlyList<int> Tallies);
