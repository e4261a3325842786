using Pipeline.Core.Endpoints;
using Pipeline.Detection.Budgets;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains;

/// <summary>Which budgets are about the endpoint is an entry of its stream, so that a replay judges as it was judged.</summary>
public sealed partial class EndpointGrain
{
    // Ten thousand endpoints do not append at once.
    private static readonly TimeSpan s_budgetsSpread = TimeSpan.FromSeconds(5);

    private long? _budgetsVersion;
    private long? _budgetsNoticed;
    private Task _lastBudgetsChange = Task.CompletedTask;
    private long _countedBreaks;

    public Task<Json<EndpointBreaches>> QueryBreachesAsync(long fromUnixMs, long toUnixMs)
    {
        if (_isFailed)
            return Task.FromException<Json<EndpointBreaches>>(BeingBroughtBack());
        EndpointBreaches known = _endpoint.Budgets.FindIn(State, fromUnixMs, toUnixMs);
        // What budgets that are not in effect here yet would find is not known.
        // An empty stream has nothing to find, and takes them ahead of its first section.
        bool isEmpty = _inbox.Applied == Offset.Start && _lastBudgetsChange.IsCompleted;
        bool areInEffect = isEmpty || (budgets.Version is not null && _lastBudgetsChange.IsCompleted && FindNextBudgets() is null);
        return Task.FromResult(Packed.Of(known with { IsPending = known.IsPending || !areInEffect }));
    }

    /// <summary>Ahead of the first section of an endpoint: all of it is judged.</summary>
    private void ApplyBudgets()
    {
        if (_endpoint.Budgets.Budgets is null && FindNextBudgets() is { } body)
            AppendBudgets(body);
    }

    /// <summary>At a housekeeping some time after the budgets have changed, which time the name decides.</summary>
    private async ValueTask FollowBudgetsAsync()
    {
        if (_inbox.Applied == Offset.Start || FindNextBudgets() is not { } body)
        {
            _budgetsNoticed = null;
            return;
        }

        _budgetsNoticed ??= clock.GetTimestamp();
        if (clock.GetElapsedTime(_budgetsNoticed.Value) < s_budgetsSpread * Phase)
            return;
        _budgetsNoticed = null;
        AppendBudgets(body);
        await _lastBudgetsChange;
    }

    /// <summary>Breaks without room that have come since it was asked last.</summary>
    /// <remarks>After a replay the answer is passed by: those were counted when they were new.</remarks>
    private long TakeUnrecordedBreaks()
    {
        long unrecorded = _endpoint.Budgets.Unrecorded - _countedBreaks;
        _countedBreaks = _endpoint.Budgets.Unrecorded;
        return unrecorded;
    }

    private void AppendBudgets(byte[] body)
    {
        Task<AppendAnswer> change = AppendEntry(new EntryHeader(EntryKind.BudgetsChanged, clock.GetUtcNow().ToUnixTimeMilliseconds()), body);
        _lastBudgetsChange = change;
    }

    /// <summary>The budgets that are about this endpoint, if they are others than those in effect. A change in flight is awaited.</summary>
    private byte[]? FindNextBudgets()
    {
        if (budgets.Version is not { } version || version == _budgetsVersion || !_lastBudgetsChange.IsCompleted)
            return null;
        if (budgets.FindFor(this.GetPrimaryKeyString()) is not { } next)
            return null;
        byte[] body = BudgetsCodec.Write(next);
        // Compared as they are kept.
        if (!BudgetsCodec.Write(_endpoint.Budgets.Budgets ?? []).AsSpan().SequenceEqual(body))
            return body;
        _budgetsVersion = version;
        return null;
    }
}
