namespace Pipeline.Ml.Detectors;

/// <summary>What a detector says of one row.</summary>
/// <param name="Score">
/// Surprise in nats, -ln p; higher is more anomalous. Unlike <paramref name="PValue"/> it goes on falling below p = 1, so that usual rows
/// have an order too.
/// </param>
/// <param name="PValue">Above 0, at most 1: at most this share of usual rows is judged to be as anomalous. That holds, whatever the
/// distribution, down to about 1 / (rows learnt from + 1); what is below rests on the tails that were fitted, and rare values that were
/// never seen can make it too small.</param>
/// <param name="ForestSurprise">The forest's part, in nats; 0 if the detector has none.</param>
/// <param name="TailSurprise">The tail's part, in nats, over all columns together; 0 if the detector has none.</param>
public readonly record struct Judgement(double Score, double PValue, double ForestSurprise, double TailSurprise);
