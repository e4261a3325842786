namespace Pipeline.Grains.Abstractions.Alerting;

/// <summary>What became of a change, and the thing after it.</summary>
/// <typeparam name="T">The thing.</typeparam>
/// <param name="Status">What became of it.</param>
/// <param name="Detail">For people: why not; null if it is in effect.</param>
/// <param name="Value">The thing as it is now; null if the change is not in effect.</param>
[GenerateSerializer, Immutable, Alias("pipeline.change-answer.v1`1")]
public sealed record ChangeAnswer<T>([property: Id(0)] ChangeStatus Status, [property: Id(1)] string? Detail, [property: Id(2)] Json<T>? Value)
    where T : class;
