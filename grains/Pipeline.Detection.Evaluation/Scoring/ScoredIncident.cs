using Pipeline.Detection.Evaluation.Planting;

namespace Pipeline.Detection.Evaluation.Scoring;

/// <summary>What was planted, for the judge.</summary>
/// <param name="Kind">Of which kind.</param>
/// <param name="Magnitude">How much.</param>
/// <param name="StartUnixMs">Its start, inclusive, Unix ms.</param>
/// <param name="EndUnixMs">Its end, exclusive.</param>
/// <param name="Change">What was changed.</param>
internal sealed record ScoredIncident(IncidentKind Kind, double Magnitude, long StartUnixMs, long EndUnixMs, PlantedChange Change);
