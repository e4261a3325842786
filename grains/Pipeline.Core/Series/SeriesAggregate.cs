using Pipeline.Core.Windows;

namespace Pipeline.Core.Series;

/// <summary>One point of a series about a part of a cell.</summary>
/// <param name="part">The operation or value; null where the step has none of it.</param>
/// <param name="cell">The cell of the step.</param>
/// <param name="stepSeconds">Width of the step, s.</param>
internal delegate double? SeriesAggregate<in T>(T? part, Cell cell, double stepSeconds)
    where T : class;
