using Pipeline.Detection.Anomalies;

namespace Pipeline.Detection.Incidents;

/// <summary>What explains a group of anomalies.</summary>
/// <param name="Name">What to look at: the operation, or the endpoint itself where the cause is of its calls.</param>
/// <param name="Endpoint">The endpoint whose anomaly says so.</param>
/// <param name="Cause">The cause as that anomaly has it: of those with this name, the one that explains most.</param>
/// <param name="IsExplainedDeeper">Whether an endpoint that this one calls is anomalous as well, which may be all there is to it.</param>
public sealed record GroupCause(string Name, string Endpoint, AnomalyCause Cause, bool IsExplainedDeeper);
