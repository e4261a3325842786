using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pipeline.Core.Publications;
using Pipeline.Core.Queries;
using Pipeline.Core.Segments;
using Pipeline.Core.Windows;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Cluster;
using Pipeline.Grains.Windows;
using Pipeline.Protocol.Queries;
using EndpointQuery = Pipeline.Grains.Abstractions.EndpointQuery;

namespace Pipeline.Grains.Segments;

/// <summary>One segment over all endpoints: adds up what they publish, each publication once, and answers questions.</summary>
/// <remarks>
/// <para>
/// It has no log of its inputs: the endpoints keep theirs until this grain says that it has them for good, which is when both kept
/// snapshots hold them. What was applied since is lost with the activation, and comes again.
/// </para>
/// <para>
/// Only the last activation that has appended to the segment's stream can write a snapshot, so only that one can move what is there for
/// good. See docs/segments.md.
/// </para>
/// </remarks>
public sealed partial class SegmentGrain(
    IEventLog log,
    ISnapshotStore snapshots,
    ICellStore cells,
    WindowCache windowCache,
    SegmentDirectory directory,
    IOtherSilos others,
    FailedStreams failed,
    SegmentInstruments instruments,
    IOptions<SegmentGrainOptions> options,
    TimeProvider clock,
    ILogger<SegmentGrain> logger) : Grain, ISegmentGrain
{
    private readonly SegmentGrainOptions _options = options.Value;
    private readonly ILogger _logger = logger;

    private string _key = string.Empty;
    private StreamName _stream;
    private Offset _head;
    private SegmentState _state = null!;
    private StoredWindowReader _windows = null!;
    private bool _isFailed;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = this.GetPrimaryKeyString();
        _stream = SegmentStream.NameOf(_key);
        // The claim comes first: from then on no earlier activation can write a snapshot that the one read here would lack.
        await ClaimAsync(cancellationToken);
        _windows = new StoredWindowReader(_stream, cells, windowCache);
        (_state, _windows.Base, Offset? useless) = await SegmentRestore.RunAsync(_stream, log, snapshots, _logger, cancellationToken);
        if (useless is { } later)
            await _windows.TakeBackAsync(_state.Aggregates, later, cancellationToken);
        StartSnapshots();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // A convenience: the endpoints still have whatever is not stored.
        if (!_isFailed && _snapshotsOwed > 0)
            await WriteSnapshotAsync(cancellationToken);
    }

    public async Task<PublishAnswer> PublishAsync(PublishRequest request)
    {
        if (_isFailed)
            throw BeingBroughtBack();
        Publisher publisher = new(request.Endpoint, request.Segment);
        if (request.OldestNumber > _state.AppliedUpTo(publisher) + 1)
            await GiveUpMissingAsync(publisher, request.OldestNumber - 1);
        long number = request.FirstNumber;
        foreach (ReadOnlyMemory<byte> bytes in request.Publications)
        {
            // Behind a gap nothing fits: the answer says where the endpoint has to go on.
            if (number > _state.AppliedUpTo(publisher) + 1)
                break;
            if (number > _state.AppliedUpTo(publisher))
                await ApplyAsync(publisher, number, bytes);
            number++;
        }

        if (request.IsUrgent)
            HurrySnapshot();
        return new PublishAnswer(_state.AppliedUpTo(publisher), _state.DurableUpTo(publisher));
    }

    public async Task<WholeSegmentReport> QueryAsync(EndpointQuery query)
    {
        // Asked for first: what is applied meanwhile is not pending any more, and what is published meanwhile came after the question.
        Gathered<KeyValuePair<Publisher, long>> elsewhere = await others.FindUnsettledAsync(_key);
        return await AnswerAsync(
            () => _state.Aggregates.ReadFor(EndpointReports.ToCore(_state.Aggregates, query)),
            stored => SegmentReports.Create(
                _state, _key, query, stored, elsewhere with { Items = [.. elsewhere.Items, .. directory.Unsettled(_key)] }));
    }

    public Task WakeAsync() => Task.CompletedTask;

    private InvalidOperationException BeingBroughtBack() => new($"Segment '{_key}' is being brought back.");

    private async Task<T> AnswerAsync<T>(Func<WindowRead?> plan, Func<StoredWindows, T> answer)
    {
        try
        {
            return await _windows.AnswerAsync(
                _state.Aggregates, [plan], stored => _isFailed ? throw BeingBroughtBack() : answer(stored[0]));
        }
        catch (EventLogException exception) when (exception.IsSuperseded)
        {
            // Another activation has written snapshots since: what this one takes to be stored is not there any more.
            Fail();
            throw;
        }
    }

    /// <summary>
    /// Stored windows that it changes are read first; then it is applied in one turn. If that fails, memory must not be used any more.
    /// </summary>
    private async Task ApplyAsync(Publisher publisher, long number, ReadOnlyMemory<byte> bytes)
    {
        Publication publication = Publication.TryRead(bytes.Span) ?? throw new InvalidDataException(
            $"Publication {number} of endpoint '{publisher.Endpoint}' to segment '{publisher.Segment}' is of a form that this program does not know.");
        try
        {
            await _windows.LoadAndApplyAsync(
                _state.Aggregates,
                unloaded => _state.FindUnloaded(publication, unloaded),
                () => _state.TryApply(publisher, number, publication));
        }
        catch (Exception exception) when (exception is not EventLogException { IsSuperseded: false })
        {
            LogApplyFailed(exception, _stream, number, publisher.Endpoint);
            Fail();
            throw;
        }

        instruments.OnApplied(1);
        Owe();
    }

    /// <summary>
    /// The endpoint has freed publications that this state lacks. Either another activation has taken over and acknowledged them, which the
    /// fence tells, or they are lost with both snapshots: then that is said, and what follows is taken.
    /// </summary>
    private async Task GiveUpMissingAsync(Publisher publisher, long upTo)
    {
        if (!await TryCheckpointAsync(CancellationToken.None))
            throw BeingBroughtBack();
        long missing = _state.GiveUp(publisher, upTo);
        if (missing == 0)
            return;
        instruments.OnLost(missing);
        LogPublicationsLost(_stream, missing, upTo, publisher.Endpoint);
        Owe();
    }

    /// <summary>This activation may not be the segment's last any more, or does not know what is stored: the next one finds out.</summary>
    private void Fail()
    {
        if (_isFailed)
            return;
        _isFailed = true;
        failed.Add(_stream);
        DeactivateOnIdle();
    }
}
