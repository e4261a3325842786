using System.Collections.Immutable;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Publications;
using Pipeline.Core.Segments;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Segments;

namespace Pipeline.Grains;

/// <summary>The pump: sends what the state publishes to the segments, and frees what they have for good.</summary>
/// <remarks>
/// <para>
/// It starts when replay has reached the head, and no append ever awaits it. Each segment has one call in flight at most; what a segment
/// has not taken is sent again, from the number that it asks for. The only thing that the pump changes of the state are acknowledgements,
/// and those are entries of the log like everything else.
/// </para>
/// <para>Its timer ticks only while there is something to do, and keeps the activation alive for so long.</para>
/// </remarks>
public sealed partial class EndpointGrain
{
    private const long BatchBytesMax = 512 * 1024;

    private readonly Dictionary<int, SegmentProgress> _progress = [];
    private IGrainTimer _pump = null!;
    private DateTimeOffset _lastAcknowledgement;
    private long _noticedPublications;
    private int _failedAsks;
    private long _notedQueuedBytes;
    private bool _isPumpDue;

    /// <summary>Whether the endpoint must be brought back after a restart, though nobody may ask for it.</summary>
    private bool HasUnfinishedWork =>
        State.HasOpenWindows || !State.Publications.IsEmpty || _endpoint.Detection.AwaitsSilence || HasUntoldFindings;

    private bool IsRoomShort =>
        State.Publications.SizeBytes > _options.PublicationBytesMax / 4 || segments.QueuedBytes > _options.AllPublicationBytesMax / 2;

    private bool HasNoRoomForPublications =>
        State.Publications.SizeBytes > _options.PublicationBytesMax
        || (!State.Publications.IsEmpty && segments.QueuedBytes > _options.AllPublicationBytesMax);

    private void StartPublishing()
    {
        // Interleaves, because it awaits segments and the log while appends and queries go on; it never overlaps itself.
        _pump = this.RegisterGrainTimer(PumpAsync, new GrainTimerCreationOptions
        {
            DueTime = Timeout.InfiniteTimeSpan,
            Period = Timeout.InfiniteTimeSpan,
            Interleave = true,
            KeepAlive = true,
        });
        _lastAcknowledgement = clock.GetUtcNow();
        ReportAll();
        _noticedPublications = State.Publications.TotalCount;
        NoteQueuedBytes(State.Publications.SizeBytes);
        if (!State.Publications.IsEmpty)
            SetPump(_options.PublishDelay);
    }

    /// <summary>What this activation keeps for segments is part of a bound for all endpoints of the silo.</summary>
    private void NoteQueuedBytes(long bytes)
    {
        segments.AddQueuedBytes(bytes - _notedQueuedBytes);
        _notedQueuedBytes = bytes;
    }

    /// <summary>
    /// What the catalog has not decided about is written where this activation was; the next one, maybe of another silo, could not take it back.
    /// </summary>
    private void ForgetUndecided()
    {
        foreach (SegmentProgress progress in _progress.Values)
        {
            if (progress.Key is null)
                segments.Decide(progress.Publisher);
        }
    }

    /// <summary>Called in the turn in which an entry was applied, so that what is pending is known from then on.</summary>
    private void NoticePublications()
    {
        NoteQueuedBytes(State.Publications.SizeBytes);
        if (State.Publications.TotalCount == _noticedPublications)
            return;
        _noticedPublications = State.Publications.TotalCount;
        ReportAll();
        if (!_isPumpDue)
            SetPump(_options.PublishDelay);
    }

    private void ReportAll()
    {
        for (int segment = 0; segment < State.Publications.SegmentCount; segment++)
            Report(segment);
    }

    private void Report(int segment)
    {
        SegmentProgress progress = ProgressOf(segment);
        long last = State.Publications.LastNumber(segment);
        if (last <= progress.Reported || last < State.Publications.OldestNumber(segment))
            return;
        if (progress.Key is null && admission.TryResolve(progress.Publisher.Segment, out string key))
            progress.Key = key;
        if (progress.Key is null)
        {
            segments.ReportUndecided(progress.Publisher, last);
            return;
        }

        progress.Reported = last;
        segments.Report(progress.Key, progress.Publisher, last);
        segments.Decide(progress.Publisher);
    }

    /// <summary>Asks the catalog which grains take the segments that it was not asked about before. Once decided, it stays so for ever.</summary>
    private async Task<bool> ResolveKeysAsync()
    {
        SegmentProgress[] unresolved = [.. _progress.Values.Where(progress => progress.Key is null)];
        if (unresolved.Length == 0)
            return true;
        try
        {
            IReadOnlyList<string> keys = await admission.ResolveAsync([.. unresolved.Select(progress => progress.Publisher.Segment)]);
            for (int index = 0; index < unresolved.Length; index++)
                unresolved[index].Key = keys[index];
        }
        catch (Exception exception)
        {
            if (_failedAsks == 0)
                LogSegmentsUndecided(exception, _stream);
            return false;
        }

        ReportAll();
        return true;
    }

    private void SetPump(TimeSpan due)
    {
        _isPumpDue = true;
        _pump.Change(due, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Nothing is thrown out of it: what fails is tried again, ever more seldom.</summary>
    private async Task PumpAsync(CancellationToken cancellationToken)
    {
        _isPumpDue = true;
        if (_isFailed)
            return;
        _failedAsks = await ResolveKeysAsync() ? 0 : _failedAsks + 1;
        List<Task> rounds = [];
        DateTimeOffset now = clock.GetUtcNow();
        for (int segment = 0; segment < State.Publications.SegmentCount; segment++)
        {
            SegmentProgress progress = ProgressOf(segment);
            bool hasKept = State.Publications.OldestNumber(segment) <= State.Publications.LastNumber(segment);
            if (hasKept && progress.Key is { } key && now >= progress.NextAttempt)
                rounds.Add(SendRoundAsync(segment, progress, key));
        }

        await Task.WhenAll(rounds);
        await AcknowledgeAsync();
        if (!_isFailed)
            SetPumpAgain();
    }

    /// <summary>A segment that does not get on is tried ever more seldom; the others do not wait for it.</summary>
    private async Task SendRoundAsync(int segment, SegmentProgress progress, string key)
    {
        bool isFine = await SendAsync(segment, key);
        progress.FailedRounds = isFine ? 0 : progress.FailedRounds + 1;
        progress.NextAttempt = isFine ? DateTimeOffset.MinValue : clock.GetUtcNow() + RetryDelay.After(progress.FailedRounds);
    }

    private void SetPumpAgain()
    {
        _isPumpDue = false;
        if (State.Publications.IsEmpty)
            return;
        if (_failedAsks == 0 && (IsAnythingUnsent() || IsRoomShort))
            SetPump(_options.PublishDelay);
        else if (FindNextAttempt() is { } delay)
            SetPump(delay);
        else
            // Only a question is due; new publications need not wait for it.
            _pump.Change(_options.PublishedPollInterval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How long until the catalog or a segment that failed is tried again; null if none has failed.</summary>
    private TimeSpan? FindNextAttempt()
    {
        if (_failedAsks > 0)
            return RetryDelay.After(_failedAsks);
        DateTimeOffset? next = null;
        foreach (SegmentProgress progress in _progress.Values)
        {
            if (progress.FailedRounds > 0 && (next is null || progress.NextAttempt < next))
                next = progress.NextAttempt;
        }

        TimeSpan delay = (next ?? default) - clock.GetUtcNow();
        return next is null ? null : delay > _options.PublishDelay ? delay : _options.PublishDelay;
    }

    private bool IsAnythingUnsent()
    {
        for (int segment = 0; segment < State.Publications.SegmentCount; segment++)
        {
            SegmentProgress progress = ProgressOf(segment);
            long sent = Math.Max(progress.Applied, State.Publications.OldestNumber(segment) - 1);
            if (progress.FailedRounds == 0 && sent < State.Publications.LastNumber(segment))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Sends what a segment has not taken, or asks how far it is if that is all. True if the segment answers and gets on. Across each await
    /// entries are applied, which add publications and free others.
    /// </summary>
    private async Task<bool> SendAsync(int segment, string key)
    {
        SegmentProgress progress = ProgressOf(segment);
        ISegmentGrain grain = GrainFactory.GetGrain<ISegmentGrain>(key);
        try
        {
            while (!_isFailed)
            {
                PublicationQueue queue = State.Publications;
                long first = Math.Max(progress.Applied + 1, queue.OldestNumber(segment));
                IReadOnlyList<ReadOnlyMemory<byte>> batch = queue.Take(segment, first, BatchBytesMax);
                PublishAnswer answer = await grain.PublishAsync(new PublishRequest(
                    progress.Publisher.Endpoint,
                    progress.Publisher.Segment,
                    queue.OldestNumber(segment),
                    queue.LastNumber(segment),
                    first,
                    [.. batch],
                    IsRoomShort));
                // A segment that was brought back is behind what it said before; its durable mark never falls.
                progress.Applied = answer.AppliedUpTo;
                progress.Durable = Math.Max(progress.Durable, answer.DurableUpTo);
                segments.Settle(key, progress.Publisher, progress.Durable);
                if (progress.Applied >= State.Publications.LastNumber(segment))
                    break;
                if (progress.Applied < first && batch.Count > 0)
                    return false;
            }

            return true;
        }
        catch (Exception exception)
        {
            if (progress.FailedRounds == 0)
                LogPublishFailed(exception, _stream, key);
            return false;
        }
    }

    /// <summary>One entry for all segments, at most so often as the options say, and only if it frees something.</summary>
    private async Task AcknowledgeAsync()
    {
        DateTimeOffset now = clock.GetUtcNow();
        bool isDue = now - _lastAcknowledgement >= _options.AcknowledgeInterval || now < _lastAcknowledgement || IsRoomShort;
        if (_isFailed || !isDue)
            return;
        List<PublicationMark> marks = [];
        for (int segment = 0; segment < State.Publications.SegmentCount; segment++)
        {
            long durable = Math.Min(ProgressOf(segment).Durable, State.Publications.LastNumber(segment));
            if (durable >= State.Publications.OldestNumber(segment))
                marks.Add(new PublicationMark(segment, durable));
        }

        if (marks.Count == 0)
            return;
        EntryHeader header = new(EntryKind.PublicationsAcknowledged, now.ToUnixTimeMilliseconds());
        AppendAnswer answer = await AppendEntry(header, AcknowledgementCodec.Write(marks));
        if (answer.Status == SectionStatus.Applied)
            _lastAcknowledgement = now;
    }

    private SegmentProgress ProgressOf(int segment)
    {
        if (_progress.TryGetValue(segment, out SegmentProgress? progress))
            return progress;
        string name = State.SegmentNameOf(segment);
        progress = new SegmentProgress(new Publisher(this.GetPrimaryKeyString(), name));
        _progress.Add(segment, progress);
        return progress;
    }

    private Task<AppendAnswer> RefuseForPublications()
    {
        segmentInstruments.OnAppendRefused();
        return Answer(SectionStatus.Overloaded, "Segments have not taken what the endpoint has published; it keeps no more for them.");
    }

    /// <summary>
    /// Asks the next activation to begin: this one has failed, and nobody else may come who would need the endpoint, while segments and
    /// windows do.
    /// </summary>
    private async Task WakeNextAsync()
    {
        try
        {
            await GrainFactory.GetGrain<IEndpointGrain>(this.GetPrimaryKeyString()).WakeAsync();
        }
        catch (Exception exception)
        {
            // The log may be away; it is woken again, until it is there.
            failed.Add(_stream);
            LogNotWoken(exception, _stream);
        }
    }

    /// <summary>What the pump knows of one segment.</summary>
    private sealed class SegmentProgress(Publisher publisher)
    {
        /// <summary>Which segment grain takes it: that of its name, or that of the rest; null until the catalog has decided.</summary>
        public string? Key { get; set; }

        public Publisher Publisher { get; } = publisher;

        /// <summary>Number of the last publication that the segment directory was told of.</summary>
        public long Reported { get; set; }

        /// <summary>What the segment has applied, as far as it has said.</summary>
        public long Applied { get; set; }

        /// <summary>What it has for good.</summary>
        public long Durable { get; set; }

        /// <summary>Rounds since the last in which the segment got on.</summary>
        public int FailedRounds { get; set; }

        /// <summary>Not before then is it tried again.</summary>
        public DateTimeOffset NextAttempt { get; set; }
    }
}
