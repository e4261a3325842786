using Pipeline.Protocol.Events;

namespace Pipeline.Detection.Evaluation.Traffic;

/// <summary>An operation of a generated endpoint.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Law">How its calls vary.</param>
/// <param name="MeanCalls">Calls per event that the law adds of its own.</param>
/// <param name="MeanMs">Mean time per call, ms.</param>
/// <param name="Sigma">Standard deviation of the logarithm of one call's time.</param>
/// <param name="ErrorShare">Share of its calls that fail, 0 to 1.</param>
internal sealed record OperationProfile(
    string Name, OperationKind Kind, CountLaw Law, double MeanCalls, double MeanMs, double Sigma, double ErrorShare);
