using Pipeline.Core.Windows;

namespace Pipeline.Core.Series;

/// <summary>One point of a series: a number out of the merged cell of a step.</summary>
/// <param name="cell">Everything of the step; empty if nothing happened in it.</param>
/// <param name="stepSeconds">Width of the step, s.</param>
/// <returns>Null where there is nothing to take a mean or a quantile of, or where nobody looked.</returns>
internal delegate double? SeriesReading(Cell cell, double stepSeconds);
