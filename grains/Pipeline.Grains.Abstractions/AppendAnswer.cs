using System.Collections.Immutable;

namespace Pipeline.Grains.Abstractions;

/// <summary>What became of one section, its events, tallies and drops.</summary>
/// <param name="Status">The section's fate.</param>
/// <param name="AcceptedCount">Events counted by this append; 0 after <see cref="SectionStatus.Duplicate"/>.</param>
/// <param name="AcceptedTallyCount">Tallies counted by this append; 0 likewise.</param>
/// <param name="RefusedCount">Events, tallies and drops not counted, however many of them are listed.</param>
/// <param name="EventRefusals">The first events not counted, in order.</param>
/// <param name="TallyRefusals">The first tallies not counted, in order.</param>
/// <param name="Detail">For people: why the section was not applied; null when it was.</param>
/// <param name="AcceptedDropCount">Drops counted by this append.</param>
[GenerateSerializer, Immutable, Alias("pipeline.append-answer.v1")]
public sealed record AppendAnswer(
    [property: Id(0)] SectionStatus Status,
    [property: Id(1)] int AcceptedCount,
    [property: Id(2)] int AcceptedTallyCount,
    [property: Id(3)] int RefusedCount,
    [property: Id(4)] ImmutableArray<AppendRefusal> EventRefusals,
    [property: Id(5)] ImmutableArray<AppendRefusal> TallyRefusals,
    [property: Id(6)] string? Detail = null,
    [property: Id(7)] int AcceptedDropCount = 0)
{
    /// <summary>An answer without counts.</summary>
    public static AppendAnswer Of(SectionStatus status, string? detail = null) => new(status, 0, 0, 0, [], [], detail);
}
