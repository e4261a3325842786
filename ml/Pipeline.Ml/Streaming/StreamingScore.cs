namespace Pipeline.Ml.Streaming;

/// <summary>What a <see cref="StreamingDetector"/> says to one row.</summary>
/// <param name="Alarm">
/// The surprise when nothing as surprising came within the refractory period, else 0: an alarm is a row where this is at least some
/// threshold.
/// </param>
/// <param name="Surprise">-ln p of the evidence that was asked for, at least 0.</param>
/// <param name="ForestScore">What the forest said to the row itself, in (0, 1]; NaN while there is none.</param>
/// <param name="ForestSurprise">How unusual the smoothed score is for this stream, -ln p; 0 while there is no forest.</param>
/// <param name="TailSurprise">How far the most surprising column lies beyond those before, -ln p over all columns.</param>
/// <param name="TailColumn">That column, or -1 when none surprises; not the cause where the forest is the more surprised, see
/// <see cref="StreamingDetector.Explain"/>.</param>
/// <param name="IsTailHigh">Whether that column's value is surprisingly high, rather than low.</param>
/// <param name="Refit">Whether a forest was grown after this row, and why.</param>
public readonly record struct StreamingScore(
    double Alarm,
    double Surprise,
    double ForestScore,
    double ForestSurprise,
    double TailSurprise,
    int TailColumn,
    bool IsTailHigh,
    RefitReason Refit);
