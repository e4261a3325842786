namespace Pipeline.Ml.Streaming;

/// <summary>Why a <see cref="StreamingDetector"/> was surprised by a row.</summary>
/// <param name="Evidence">
/// <see cref="StreamingEvidence.Tail"/> when one column's value lies out by itself; <see cref="StreamingEvidence.Forest"/> when it is rather
/// the combination of columns, over the last few rows, that is unusual.
/// </param>
/// <param name="Column">
/// The column that lies out, or the one that most makes this row easy to isolate: each of its values may be ordinary. -1 when nothing
/// surprises.
/// </param>
/// <param name="IsHigh">Of a column that lies out, whether it is high rather than low; false of a combination.</param>
public readonly record struct StreamingCause(StreamingEvidence Evidence, int Column, bool IsHigh);
