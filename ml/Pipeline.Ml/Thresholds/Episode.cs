namespace Pipeline.Ml.Thresholds;

/// <summary>A run of exceedances taken as one.</summary>
/// <param name="First">Position of its first exceedance, counted from 0 over all observations.</param>
/// <param name="Last">Position of its last exceedance so far.</param>
/// <param name="Exceedances">Observations at or above the threshold.</param>
/// <param name="Peak">The highest score.</param>
/// <param name="PeakAt">Position of the first observation with that score.</param>
public readonly record struct Episode(long First, long Last, long Exceedances, double Peak, long PeakAt)
{
    internal static Episode Begin(long position, double score) => new(position, position, 1, score, position);

    internal Episode Extend(long position, double score) => score > Peak
        ? new Episode(First, position, Exceedances + 1, score, position)
        : this with { Last = position, Exceedances = Exceedances + 1 };
}
