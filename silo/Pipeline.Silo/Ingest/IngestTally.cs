using Pipeline.Grains.Abstractions;
using Pipeline.Silo.Ingest.Overflow;

namespace Pipeline.Silo.Ingest;

/// <summary>Adds up the answers to one request; the worst one decides its fate.</summary>
internal sealed class IngestTally(IReadOnlyList<SectionToAppend> sections, RejectionList rejected)
{
    private long _accepted;
    private long _acceptedTallies;
    private long _acceptedDrops;
    private long _duplicate;
    private long _overflow;
    private IngestFate _fate;
    private string _code = string.Empty;
    private string _detail = string.Empty;

    /// <summary>Whether every grain that was called has answered.</summary>
    public bool IsQuiet { get; set; } = true;

    /// <summary>Takes in the answer to a section.</summary>
    public void Add(in SectionToAppend section, AppendAnswer answer)
    {
        switch (answer.Status)
        {
            case SectionStatus.Applied:
                _accepted += answer.AcceptedCount;
                _acceptedTallies += answer.AcceptedTallyCount;
                _acceptedDrops += answer.AcceptedDropCount;
                AddRefusals(section, answer);
                break;
            case SectionStatus.Duplicate:
                _duplicate += section.EventCount;
                break;
            case SectionStatus.Invalid:
                Reject(section, answer.Detail!);
                break;
            default:
                AddFailure(section.Endpoint, answer);
                break;
        }
    }

    /// <summary>Takes in the answer to a section that was merged from several.</summary>
    public void Add(OverflowPart part, AppendAnswer answer)
    {
        switch (answer.Status)
        {
            case SectionStatus.Applied:
                _accepted += answer.AcceptedCount;
                _overflow += answer.AcceptedCount;
                _acceptedDrops += answer.AcceptedDropCount;
                AddRefusals(part, answer);
                break;
            case SectionStatus.Duplicate:
                _duplicate += part.Events.Count;
                break;
            case SectionStatus.Invalid:
                throw new InvalidOperationException($"A section that was written here is not valid: {answer.Detail}");
            default:
                AddFailure(Core.Catalog.CatalogLimits.Other, answer);
                break;
        }
    }

    /// <summary>Notes that a section was rejected whole.</summary>
    public void Reject(in SectionToAppend section, string reason) => rejected.Add(new Rejection(reason, Endpoint: section.Endpoint), section.ItemCount);

    /// <summary>Notes that it could not be decided where sections go.</summary>
    public void Postpone(bool isOverloaded)
    {
        if (isOverloaded)
            Worsen(IngestFate.Overloaded, "overloaded", "The catalog has too many new names to decide about.");
        else
            Worsen(IngestFate.Unavailable, "unavailable", "The catalog, which decides about new names, does not answer; the silo's log says why.");
    }

    public IngestOutcome ToOutcome(bool isDeduplicated) => new(
        _fate,
        new IngestAnswer(_accepted, _acceptedTallies, _acceptedDrops, _duplicate, _overflow, rejected.Count, rejected.First, isDeduplicated ? "source" : "none"),
        _code,
        _detail);

    private void AddFailure(string endpoint, AppendAnswer answer)
    {
        switch (answer.Status)
        {
            case SectionStatus.SequenceExpired:
                Worsen(IngestFate.Expired, "sequence-expired", $"Endpoint '{endpoint}': the sequence lies too far behind the highest one of its source.");
                break;
            case SectionStatus.SourceExpired:
                Worsen(IngestFate.Expired, "source-expired", $"Endpoint '{endpoint}': the source started longer ago than sources are remembered.");
                break;
            case SectionStatus.TooManySources:
                Worsen(IngestFate.Overloaded, "too-many-sources", $"Endpoint '{endpoint}' remembers as many sources as it may.");
                break;
            case SectionStatus.Overloaded:
                Worsen(IngestFate.Overloaded, "overloaded", answer.Detail!);
                break;
            default:
                Worsen(IngestFate.Unavailable, "unavailable", answer.Detail!);
                break;
        }
    }

    /// <summary>A request to repeat outranks a final refusal: after the repeat only the refusal is left.</summary>
    private void Worsen(IngestFate fate, string code, string detail)
    {
        if (fate <= _fate)
            return;
        _fate = fate;
        _code = code;
        _detail = detail;
    }

    private void AddRefusals(in SectionToAppend section, AppendAnswer answer)
    {
        foreach (AppendRefusal refusal in answer.EventRefusals)
            rejected.Add(OfEvent(section, refusal.Index, refusal.Reason), 1);
        foreach (AppendRefusal refusal in answer.TallyRefusals)
            rejected.Add(OfTally(section, refusal.Index, refusal.Reason), 1);
        rejected.AddUnlisted(answer.RefusedCount - answer.EventRefusals.Length - answer.TallyRefusals.Length);
    }

    /// <summary>Tallies that were made from events are nobody's: neither their acceptance nor their refusal is told.</summary>
    private void AddRefusals(OverflowPart part, AppendAnswer answer)
    {
        foreach (AppendRefusal refusal in answer.EventRefusals)
        {
            OverflowOrigin origin = part.Events[refusal.Index];
            rejected.Add(OfEvent(sections[origin.Section], origin.Index, refusal.Reason), 1);
        }

        int refusedTallies = 0;
        foreach (AppendRefusal refusal in answer.TallyRefusals)
        {
            if (refusal.Index >= part.Tallies.Count)
                continue;
            OverflowOrigin origin = part.Tallies[refusal.Index];
            rejected.Add(OfTally(sections[origin.Section], origin.Index, refusal.Reason), 1);
            refusedTallies++;
        }

        // Beyond the listed ones it is not known which were refused; those of the senders come first.
        int unlistedTallies = part.TallyCount - answer.AcceptedTallyCount - answer.TallyRefusals.Length;
        unlistedTallies = Math.Min(unlistedTallies, part.Tallies.Count - refusedTallies);
        rejected.AddUnlisted(part.Events.Count - answer.AcceptedCount - answer.EventRefusals.Length + unlistedTallies);
        rejected.AddUnlisted(part.DropCount - answer.AcceptedDropCount);
        _acceptedTallies += part.Tallies.Count - refusedTallies - unlistedTallies;
    }

    private static Rejection OfEvent(in SectionToAppend section, int index, string reason) => section.Lines is { } lines
        ? new Rejection(reason, Line: lines.Events[index], Endpoint: section.Endpoint)
        : new Rejection(reason, Endpoint: section.Endpoint, Event: index);

    private static Rejection OfTally(in SectionToAppend section, int index, string reason) => section.Lines is { } lines
        ? new Rejection(reason, Line: lines.Tallies[index], Endpoint: section.Endpoint)
        : new Rejection(reason, Endpoint: section.Endpoint, Tally: index);
}
