namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>How a run is divided.</summary>
/// <param name="Before">Normal traffic.</param>
/// <param name="Incident">The incident.</param>
/// <param name="After">Normal traffic again; zero where what was planted stays.</param>
internal sealed record PlantedTimes(TimeSpan Before, TimeSpan Incident, TimeSpan After);
