using Pipeline.Detection.Evaluation.Feeding;
using Pipeline.Detection.Evaluation.Scoring;
using Pipeline.Detection.Evaluation.Traffic;

namespace Pipeline.Detection.Evaluation.Weeks;

/// <summary>How one endpoint went.</summary>
/// <param name="Profile">The endpoint.</param>
/// <param name="Raised">What was raised while nothing was wrong, notices included.</param>
/// <param name="Incident">How the incident after that went; null where there was none.</param>
/// <param name="EventCount">Events that were fed.</param>
/// <param name="FittedModels">Forests that were fitted.</param>
internal sealed record NormalScore(
    EndpointProfile Profile, IReadOnlyList<RaisedAnomaly> Raised, IncidentScore? Incident, long EventCount, int FittedModels);
