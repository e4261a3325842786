using System.Collections.Immutable;

namespace Pipeline.Grains.Abstractions.Catalog;

/// <summary>Which names have a place.</summary>
/// <param name="Status">Whether it was decided at all.</param>
/// <param name="Epoch">Entries of the catalog's stream when it was: rises with each decision that is new.</param>
/// <param name="IsAdmitted">In the order of the names; those without a place are counted in <c>__other__</c>. Empty unless decided.</param>
[GenerateSerializer, Immutable, Alias("pipeline.admission-answer.v1")]
public sealed record AdmissionAnswer(
    [property: Id(0)] AdmissionStatus Status,
    [property: Id(1)] long Epoch,
    [property: Id(2)] ImmutableArray<bool> IsAdmitted)
{
    /// <summary>No decision.</summary>
    public static AdmissionAnswer Of(AdmissionStatus status) => new(status, 0, []);
}
