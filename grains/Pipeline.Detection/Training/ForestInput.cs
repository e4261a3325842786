using Pipeline.Core.Features;

namespace Pipeline.Detection.Training;

/// <summary>A feature of a closed long window, as the forest takes it.</summary>
/// <param name="Feature">What. Of operations only calls and times are used.</param>
/// <param name="Deviation">(Value - usual) / robust deviation; NaN where it is missing or nothing is usual yet.</param>
/// <param name="Calls">With <see cref="FeatureKind.OperationCalls"/>: calls of the operation in the window, by which operations are chosen.</param>
internal readonly record struct ForestInput(Feature Feature, float Deviation, float Calls = 0);
