using Pipeline.EventLog;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Catalog;
using Pipeline.Grains.Catalog;
using Pipeline.Protocol.Identities;
using Pipeline.Protocol.Wire;
using Pipeline.Silo.Ingest.Overflow;
using Pipeline.Silo.Sources;

namespace Pipeline.Silo.Ingest;

/// <summary>Hands the sections of a request to their grains and puts the answers together.</summary>
/// <remarks>
/// Knows neither HTTP nor the wire format. Every grain has answered when <see cref="IngestAsync"/> returns, unless it says otherwise. Where
/// the sections go is decided, and durable, before the first of them is appended.
/// </remarks>
internal sealed partial class IngestGateway(
    EndpointDirectory directory,
    SummaryReporter reporter,
    CatalogInstruments instruments,
    SourceSightings sightings,
    TimeProvider clock,
    ILogger<IngestGateway> logger)
{
    private readonly LogThrottle _failureLog = new(clock, TimeSpan.FromSeconds(1));
    private readonly ILogger _logger = logger;

    /// <summary>Appends every section and awaits them all.</summary>
    /// <param name="sections">Sections of one request; an endpoint occurs at most once.</param>
    /// <param name="identity">The request's identity; null without deduplication.</param>
    /// <param name="rejected">What was rejected while the request was read; the answer lists it too.</param>
    /// <returns>The outcome, and whether every grain is done with the sections' bytes.</returns>
    public async Task<(IngestOutcome Outcome, bool IsQuiet)> IngestAsync(
        IReadOnlyList<SectionToAppend> sections, BatchIdentity? identity, RejectionList rejected)
    {
        if (identity is { } known)
            sightings.Note(known.Source, sections.Count > 0 ? sections[0].Endpoint : string.Empty);
        IngestTally tally = new(sections, rejected);
        IEndpointGrain?[] routes = new IEndpointGrain?[sections.Count];
        if (!await TryRouteAsync(sections, routes, tally))
            return (tally.ToOutcome(identity is not null), true);

        Task<AppendAnswer>?[] appends = new Task<AppendAnswer>?[sections.Count];
        OverflowMerger? merger = null;
        for (int i = 0; i < sections.Count; i++)
        {
            if (routes[i] is not { } grain)
                continue;
            if (grain != directory.Other)
                appends[i] = grain.AppendAsync(new SectionAppend(sections[i].Bytes, identity));
            else if (FindDefect(sections[i]) is { } defect)
                tally.Reject(sections[i], defect);
            else
                (merger ??= new OverflowMerger(rejected)).Add(i, sections[i]);
        }

        IReadOnlyList<OverflowPart> parts = merger?.Finish() ?? [];
        Task<AppendAnswer>[] overflow = [.. parts.Select(part =>
            directory.Other.AppendAsync(new SectionAppend(part.Bytes, OverflowIdentity.Of(identity, part.Number))))];

        for (int i = 0; i < sections.Count; i++)
        {
            if (appends[i] is { } append)
                tally.Add(sections[i], await AwaitAsync(append, sections[i].Endpoint, tally));
        }

        for (int i = 0; i < overflow.Length; i++)
            AddOverflow(parts[i], await AwaitAsync(overflow[i], Core.Catalog.CatalogLimits.Other, tally), sections, tally);
        return (tally.ToOutcome(identity is not null), tally.IsQuiet);
    }

    /// <summary>Finds the grain of each section that has one; asks the catalog once about all names that are not decided.</summary>
    /// <returns>False if the catalog has not decided: the whole request is one to repeat, and nothing of it was appended.</returns>
    private async Task<bool> TryRouteAsync(IReadOnlyList<SectionToAppend> sections, IEndpointGrain?[] routes, IngestTally tally)
    {
        List<int> undecided = [];
        for (int i = 0; i < sections.Count; i++)
        {
            if (directory.TryRoute(sections[i].Endpoint, out IEndpointGrain grain))
                routes[i] = grain;
            else if (directory.IsKnown(sections[i].Endpoint) || FindDefect(sections[i]) is not { } defect)
                undecided.Add(i);
            else
                // A new name needs a valid section, so that bytes without meaning cannot use up the places.
                tally.Reject(sections[i], defect);
        }

        foreach (int[] chunk in undecided.Chunk(ICatalogGrain.NamesMax))
        {
            (AdmissionStatus status, IEndpointGrain[] grains) = await AskAsync([.. chunk.Select(index => sections[index].Endpoint)]);
            if (status != AdmissionStatus.Decided)
            {
                tally.Postpone(status == AdmissionStatus.Overloaded);
                return false;
            }

            for (int i = 0; i < chunk.Length; i++)
                routes[chunk[i]] = grains[i];
        }

        return true;
    }

    private async Task<(AdmissionStatus Status, IEndpointGrain[] Grains)> AskAsync(string[] names)
    {
        try
        {
            return await directory.AskAsync(names);
        }
        catch (LimitExceededException)
        {
            return (AdmissionStatus.Overloaded, []);
        }
        catch (Exception exception)
        {
            LogAskFailed(exception, names.Length);
            return (AdmissionStatus.Unavailable, []);
        }
    }

    /// <summary>A grain that does not answer, or cannot be activated, makes the whole request one to repeat.</summary>
    private async Task<AppendAnswer> AwaitAsync(Task<AppendAnswer> append, string endpoint, IngestTally tally)
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
            // While a silo is gone and not yet declared dead every section for it fails: one a second is told of, and how many were not.
            if (_failureLog.TryEnter(out int passedOver))
                LogAppendFailed(exception, endpoint, passedOver);
            return AppendAnswer.Of(SectionStatus.Unavailable, exception switch
            {
                EventLogException => exception.Message,
                TimeoutException => $"Endpoint '{endpoint}' did not answer in time.",
                _ => $"Endpoint '{endpoint}' is not reachable.",
            });
        }
    }

    private void AddOverflow(OverflowPart part, AppendAnswer answer, IReadOnlyList<SectionToAppend> sections, IngestTally tally)
    {
        tally.Add(part, answer);
        if (answer.Status != SectionStatus.Applied)
            return;
        instruments.CountOverflowEvents(answer.AcceptedCount);
        // Events of one section stand together.
        for (int first = 0; first < part.Events.Count;)
        {
            int section = part.Events[first].Section;
            int next = first;
            while (next < part.Events.Count && part.Events[next].Section == section)
                next++;
            reporter.CountOverflow(sections[section].Endpoint, next - first);
            first = next;
        }
    }

    /// <summary>Why a section cannot be taken, in the words in which its grain would say it.</summary>
    private static string? FindDefect(in SectionToAppend section)
    {
        if (!SectionValidator.TryValidate(section.Bytes.Span, out _, out WireError error))
            return error.ToString();
        string endpoint = System.Text.Encoding.UTF8.GetString(new SectionReader(section.Bytes.Span).Endpoint);
        return endpoint == section.Endpoint ? null : $"The section is for endpoint '{endpoint}'.";
    }

    [LoggerMessage(1, LogLevel.Warning, "Appending to endpoint {Endpoint} failed; {PassedOver} failures before it were not told of.")]
    private partial void LogAppendFailed(Exception exception, string endpoint, int passedOver);

    [LoggerMessage(2, LogLevel.Warning, "The catalog did not answer about {Names} names.")]
    private partial void LogAskFailed(Exception exception, int names);
}
