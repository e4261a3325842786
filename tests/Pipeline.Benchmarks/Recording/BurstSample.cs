namespace Pipeline.Benchmarks.Recording;

/// <summary>What a call took in one burst on one thread.</summary>
/// <param name="Ns">Wall time of a call, ns.</param>
/// <param name="Bytes">Bytes that the thread allocated for a call.</param>
internal readonly record struct BurstSample(double Ns, double Bytes);
