using Pipeline.EventLog;
using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Identities;
using Pipeline.Protocol.Wire;

namespace Pipeline.Silo.Ingest;

/// <summary>Hands the sections of a request to their grains and puts the answers together.</summary>
/// <remarks>Knows neither HTTP nor the wire format. Every grain has answered when <see cref="IngestAsync"/> returns, unless it says otherwise.</remarks>
internal sealed partial class IngestGateway(EndpointDirectory directory, ILogger<IngestGateway> logger)
{
    private readonly ILogger _logger = logger;

    /// <summary>Appends every section and awaits them all.</summary>
    /// <param name="sections">Sections of one request; an endpoint occurs at most once.</param>
    /// <param name="identity">The request's identity; null without deduplication.</param>
    /// <param name="rejected">What was rejected while the request was read; the answer lists it too.</param>
    /// <returns>The outcome, and whether every grain is done with the sections' bytes.</returns>
    public async Task<(IngestOutcome Outcome, bool IsQuiet)> IngestAsync(
        IReadOnlyList<SectionToAppend> sections, BatchIdentity? identity, RejectionList rejected)
    {
        Task<AppendAnswer>?[] appends = new Task<AppendAnswer>?[sections.Count];
        for (int i = 0; i < sections.Count; i++)
        {
            if (directory.TryGetOrAdd(sections[i], out IEndpointGrain grain))
                appends[i] = grain.AppendAsync(new SectionAppend(sections[i].Bytes, identity));
        }

        Tally tally = new(rejected);
        for (int i = 0; i < sections.Count; i++)
        {
            if (appends[i] is { } append)
                tally.Add(sections[i], await AwaitAsync(append, sections[i].Endpoint, tally));
            else
                rejected.Add(new Rejection(ReasonToRefuse(sections[i]), Endpoint: sections[i].Endpoint), sections[i].ItemCount);
        }

        return (tally.ToOutcome(identity is not null), tally.IsQuiet);
    }

    /// <summary>A grain that does not answer, or cannot be activated, makes the whole request one to repeat.</summary>
    private async Task<AppendAnswer> AwaitAsync(Task<AppendAnswer> append, string endpoint, Tally tally)
    {
        try
        {
            return await append;
        }
        catch (LimitExceededException)
        {
            // The grain's queue was full: the call never began, so nothing of it is read any more.
            return AppendAnswer.Of(SectionStatus.Overloaded, $"Endpoint '{endpoint}' has too many requests waiting.");
        }
        catch (Exception exception)
        {
            tally.IsQuiet = false;
            LogAppendFailed(exception, endpoint);
            return AppendAnswer.Of(SectionStatus.Unavailable, exception switch
            {
                EventLogException => exception.Message,
                TimeoutException => $"Endpoint '{endpoint}' did not answer in time.",
                _ => $"Endpoint '{endpoint}' is not reachable.",
            });
        }
    }

    /// <summary>Why a new name found no place.</summary>
    private static string ReasonToRefuse(in SectionToAppend section) =>
        SectionValidator.TryValidate(section.Bytes.Span, out _, out WireError error) ? "endpoint-limit" : error.ToString();

    [LoggerMessage(1, LogLevel.Warning, "Appending to endpoint {Endpoint} failed.")]
    private partial void LogAppendFailed(Exception exception, string endpoint);

    /// <summary>Adds up answers; the worst one decides the fate of the request.</summary>
    private sealed class Tally(RejectionList rejected)
    {
        private long _accepted;
        private long _acceptedTallies;
        private long _duplicate;
        private IngestFate _fate;
        private string _code = string.Empty;
        private string _detail = string.Empty;

        public bool IsQuiet { get; set; } = true;

        public void Add(in SectionToAppend section, AppendAnswer answer)
        {
            string endpoint = section.Endpoint;
            switch (answer.Status)
            {
                case SectionStatus.Applied:
                    _accepted += answer.AcceptedCount;
                    _acceptedTallies += answer.AcceptedTallyCount;
                    AddRefusals(section, answer);
                    break;
                case SectionStatus.Duplicate:
                    _duplicate += section.EventCount;
                    break;
                case SectionStatus.Invalid:
                    rejected.Add(new Rejection(answer.Detail!, Endpoint: endpoint), section.ItemCount);
                    break;
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

        public IngestOutcome ToOutcome(bool isDeduplicated) => new(
            _fate,
            new IngestAnswer(_accepted, _acceptedTallies, _duplicate, rejected.Count, rejected.First, isDeduplicated ? "source" : "none"),
            _code,
            _detail);

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
            {
                rejected.Add(section.Lines is { } lines
                    ? new Rejection(refusal.Reason, Line: lines.Events[refusal.Index], Endpoint: section.Endpoint)
                    : new Rejection(refusal.Reason, Endpoint: section.Endpoint, Event: refusal.Index), 1);
            }

            foreach (AppendRefusal refusal in answer.TallyRefusals)
            {
                rejected.Add(section.Lines is { } lines
                    ? new Rejection(refusal.Reason, Line: lines.Tallies[refusal.Index], Endpoint: section.Endpoint)
                    : new Rejection(refusal.Reason, Endpoint: section.Endpoint, Tally: refusal.Index), 1);
            }

            rejected.AddUnlisted(answer.RefusedCount - answer.EventRefusals.Length - answer.TallyRefusals.Length);
        }
    }
}
