using System.Collections.Immutable;
using Pipeline.Core.Catalog;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions.Catalog;

namespace Pipeline.Grains.Catalog;

/// <summary>How names are decided: what is known is answered at once, the rest waits for one entry and its commit.</summary>
public sealed partial class CatalogGrain
{
    /// <summary>Names that may wait for a decision; more is answered overloaded.</summary>
    private const int WaitingNamesMax = 1_000_000;

    private readonly Queue<PendingAdmission> _waiting = new();
    private readonly HashSet<string> _retiring = new(StringComparer.Ordinal);
    private int _waitingNames;
    private Task _decisions = Task.CompletedTask;

    public Task<AdmissionAnswer> AdmitEndpointsAsync(ImmutableArray<string> names)
    {
        instruments.CountCall("admit_endpoints");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(names.Length, ICatalogGrain.NamesMax, nameof(names));
        if (_isFailed)
            return Task.FromResult(AdmissionAnswer.Of(AdmissionStatus.Unavailable));
        long now = NowUnixMs;
        long timestamp = clock.GetTimestamp();
        foreach (string name in names)
        {
            if (!IsDecided(name, now))
                return EnqueueAsync(names, areSegments: false);
            NoteAsked(name, timestamp);
        }

        return Task.FromResult(new AdmissionAnswer(AdmissionStatus.Decided, _state.Epoch, [.. names.Select(_state.IsAdmitted)]));
    }

    public Task<AdmissionAnswer> AdmitSegmentsAsync(ImmutableArray<string> names)
    {
        instruments.CountCall("admit_segments");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(names.Length, ICatalogGrain.NamesMax, nameof(names));
        if (_isFailed)
            return Task.FromResult(AdmissionAnswer.Of(AdmissionStatus.Unavailable));
        foreach (string name in names)
        {
            if (!_state.SegmentsAreClosed && name != CatalogLimits.Other && !_state.IsAdmittedSegment(name))
                return EnqueueAsync(names, areSegments: true);
        }

        return Task.FromResult(new AdmissionAnswer(AdmissionStatus.Decided, _state.Epoch, [.. names.Select(_state.IsAdmittedSegment)]));
    }

    /// <summary>Whether an answer about an endpoint needs no entry. One that is losing its place waits for that to be durable.</summary>
    private bool IsDecided(string name, long nowUnixMs)
    {
        if (name == CatalogLimits.Other)
            return _state.UsesOther;
        return _state.IsAdmitted(name) ? !_retiring.Contains(name) : _state.IsRemembered(name, nowUnixMs);
    }

    private Task<AdmissionAnswer> EnqueueAsync(ImmutableArray<string> names, bool areSegments)
    {
        if (_waitingNames + names.Length > WaitingNamesMax)
            return Task.FromResult(AdmissionAnswer.Of(AdmissionStatus.Overloaded));
        PendingAdmission admission = new(names, areSegments);
        _waiting.Enqueue(admission);
        _waitingNames += names.Length;
        if (_decisions.IsCompleted)
            _decisions = DecideAllAsync();
        return admission.Answer;
    }

    /// <summary>Decides about everything that waits, as much at a time as fits an entry, until nothing does.</summary>
    private async Task DecideAllAsync()
    {
        while (_waiting.Count > 0)
        {
            List<PendingAdmission> batch = TakeBatch();
            AdmissionAnswer refusal = AdmissionAnswer.Of(AdmissionStatus.Unavailable);
            try
            {
                refusal = _isFailed ? refusal : AdmissionAnswer.Of(await DecideAsync(batch));
            }
            catch (Exception exception)
            {
                // Whether the entry is in the log is known only after replay.
                LogCommitFailed(exception, _head);
                Fail();
            }
            finally
            {
                // Those that were decided have their answer; for the others it is this.
                foreach (PendingAdmission admission in batch)
                    admission.Complete(refusal);
            }
        }
    }

    private List<PendingAdmission> TakeBatch()
    {
        List<PendingAdmission> batch = [];
        int names = 0;
        while (_waiting.TryPeek(out PendingAdmission? next) && (batch.Count == 0 || names + next.Names.Length <= CatalogLimits.NamesPerEntryMax))
        {
            names += next.Names.Length;
            batch.Add(_waiting.Dequeue());
        }

        _waitingNames -= names;
        return batch;
    }

    private async Task<AdmissionStatus> DecideAsync(List<PendingAdmission> batch)
    {
        string[] endpointNames = [.. batch.Where(admission => !admission.AreSegments).SelectMany(admission => admission.Names)];
        IEnumerable<string> segmentNames = batch.Where(admission => admission.AreSegments).SelectMany(admission => admission.Names);
        await FindRetirableAsync(endpointNames);

        // From here to the append nothing is awaited: what is planned is true of the state it is applied to.
        long now = NowUnixMs;
        CatalogPlan endpoints = CatalogPlanner.PlanEndpoints(_state, endpointNames, now, _options.EndpointCountMax, [.. _retirable.Where(IsStillRetirable)]);
        CatalogPlan segments = CatalogPlanner.PlanSegments(_state, segmentNames, now, _options.SegmentCountMax);
        CatalogEntry entry = endpoints.Entry with { Segments = segments.Entry.Segments, ClosesSegments = segments.Entry.ClosesSegments };
        if (!entry.IsEmpty)
        {
            AdmissionStatus status = await CommitAsync(entry);
            if (status != AdmissionStatus.Decided)
                return status;
        }

        _reports.UnloggedCount += endpoints.UnloggedCount;
        Count(entry, endpoints);
        long timestamp = clock.GetTimestamp();
        foreach (PendingAdmission admission in batch)
        {
            IReadOnlySet<string> admitted = admission.AreSegments ? segments.Admitted : endpoints.Admitted;
            if (!admission.AreSegments)
            {
                foreach (string name in admission.Names)
                    NoteAsked(name, timestamp);
            }

            admission.Complete(new AdmissionAnswer(AdmissionStatus.Decided, _state.Epoch, [.. admission.Names.Select(admitted.Contains)]));
        }

        return AdmissionStatus.Decided;
    }

    private async Task<AdmissionStatus> CommitAsync(CatalogEntry entry)
    {
        _retiring.UnionWith(entry.Retired);
        try
        {
            AppendOutcome outcome = await log.AppendAsync(Stream, _head, new EntryParts(CatalogEntryCodec.Write(entry)));
            if (outcome.Status == AppendStatus.Overloaded)
                return AdmissionStatus.Overloaded;
            if (!outcome.IsCommitted)
            {
                LogCommitFailed(null, _head);
                Fail();
                return AdmissionStatus.Unavailable;
            }

            Apply(entry);
            foreach (string endpoint in entry.Retired)
                LogRetired(endpoint);
            return AdmissionStatus.Decided;
        }
        finally
        {
            _retiring.Clear();
        }
    }

    private void Count(CatalogEntry entry, CatalogPlan endpoints)
    {
        instruments.CountAdmissions(entry.Admitted.Length, "endpoint");
        instruments.CountAdmissions(entry.Segments.Length, "segment");
        instruments.CountOverflowNames(entry.Remembered.Length, "remembered");
        instruments.CountOverflowNames(entry.UnrememberedCount + endpoints.UnloggedCount, "unremembered");
        instruments.CountRetirements(entry.Retired.Length);
    }
}
