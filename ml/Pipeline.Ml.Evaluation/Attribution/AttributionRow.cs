namespace Pipeline.Ml.Evaluation.Attribution;

/// <summary>How often one way to rank causes named what was planted.</summary>
/// <param name="Case">What was planted.</param>
/// <param name="Ranking">By what columns are ranked: the forest's contributions, tail surprises, or the detector that joins both.</param>
/// <param name="RowCount">Rows with something planted.</param>
/// <param name="First">Share of them whose first causes, as many as were planted, are those.</param>
/// <param name="AmongThree">Share of them with everything planted among the first three causes.</param>
public sealed record AttributionRow(AttributionCase Case, string Ranking, int RowCount, double First, double AmongThree);
