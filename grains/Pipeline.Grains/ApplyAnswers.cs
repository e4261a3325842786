using System.Collections.Immutable;
using Pipeline.Core.Endpoints;
using Pipeline.Grains.Abstractions;

namespace Pipeline.Grains;

/// <summary>Says in the words of the grain interface what applying an entry has decided.</summary>
internal static class ApplyAnswers
{
    public static AppendAnswer ToAnswer(this ApplyResult result) => new(
        result.Status.ToSectionStatus(),
        result.AcceptedEvents,
        result.AcceptedTallies,
        result.RefusedEvents + result.RefusedTallies + result.RefusedDrops,
        ToRefusals(result.EventRefusals),
        ToRefusals(result.TallyRefusals),
        AcceptedDropCount: result.AcceptedDrops);

    public static SectionStatus ToSectionStatus(this ApplyStatus status) => status switch
    {
        ApplyStatus.Applied => SectionStatus.Applied,
        ApplyStatus.Duplicate => SectionStatus.Duplicate,
        ApplyStatus.SequenceExpired => SectionStatus.SequenceExpired,
        ApplyStatus.SourceExpired => SectionStatus.SourceExpired,
        ApplyStatus.TooManySources => SectionStatus.TooManySources,
        _ => SectionStatus.Invalid,
    };

    private static ImmutableArray<AppendRefusal> ToRefusals(IReadOnlyList<Refusal> refusals) =>
        refusals.Count == 0 ? [] : [.. refusals.Select(refusal => new AppendRefusal(refusal.Index, refusal.ReasonText))];
}
