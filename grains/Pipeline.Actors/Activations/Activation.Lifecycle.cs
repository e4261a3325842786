using Microsoft.Extensions.DependencyInjection;
using Pipeline.Actors.Calls;

namespace Pipeline.Actors.Activations;

/// <summary>Beginning and end. Both run in turns of the activation, so that they never overlap with its calls.</summary>
internal sealed partial class Activation
{
    private CancellationTokenSource? _beginCancellation;
    private DeactivationReason _reason;
    private CancellationToken _deactivationToken;
    private bool _hasBegun;
    private bool _isBeginning;
    private bool _isBeginCancelled;
    private bool _isEnding;
    private bool _wasValid;

    private bool HasLifecycleStep => _state switch
    {
        ActivationState.Activating => !_hasBegun,
        ActivationState.Deactivating when _isBeginning => !_isBeginCancelled,
        ActivationState.Deactivating => !_isEnding && _running.Count == 0,
        _ => false,
    };

    /// <inheritdoc/>
    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        bool post;
        lock (_gate)
        {
            if (_state is not (ActivationState.Activating or ActivationState.Valid))
                return;
            _wasValid = _state is ActivationState.Valid;
            _state = ActivationState.Deactivating;
            _reason = deactivationReason;
            _deactivationToken = cancellationToken;
            post = MustPost();
        }

        if (post)
            Scheduler.Post(this);
    }

    /// <summary>Ends at once as if the process had died: nothing of the grain runs any more, callers learn that it was lost.</summary>
    public void Crash()
    {
        List<Request> lost = [];
        lock (_gate)
        {
            if (_state is ActivationState.Ended)
                return;
            _state = ActivationState.Ended;
            Scheduler.Drop();
            _running.DrainTo(lost);
            _waiting.DrainTo(lost);
            _waitingInterleaved.DrainTo(lost);
        }

        DisposeTimers();
        Class.Forget(this);
        Host.Activations.Remove(this);
        foreach (Request request in lost)
            request.Fail(new SiloUnavailableException($"The activation of {GrainId} was lost; whether the call took effect is unknown."));
        _quiet?.TrySetResult();
        _deactivated.TrySetResult();
    }

    /// <summary>What the next turn has to do for the state, marked as begun. Under the lock.</summary>
    private Func<Task>? TakeLifecycleStep()
    {
        if (!HasLifecycleStep)
            return null;
        if (_state is ActivationState.Activating)
        {
            _hasBegun = _isBeginning = true;
            return BeginAsync;
        }

        if (_isBeginning)
        {
            _isBeginCancelled = true;
            return CancelBeginAsync;
        }

        _isEnding = true;
        return EndAsync;
    }

    private async Task BeginAsync()
    {
        Exception? failure = null;
        try
        {
            _scope = Host.ServiceProvider.CreateAsyncScope();
            _grain = Class.CreateInstance(_scope.Value.ServiceProvider);
            using CancellationTokenSource timeout = new(Host.Options.ActivationTimeout, Host.TimeProvider);
            _beginCancellation = timeout;
            await _grain.OnActivateAsync(timeout.Token).WaitAsync(timeout.Token);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        bool post;
        bool failed;
        lock (_gate)
        {
            _isBeginning = false;
            _beginCancellation = null;
            _lastActiveMs = Host.Clock.NowMs;
            failed = failure is not null && _state is ActivationState.Activating;
            if (failed)
                _reason = new DeactivationReason(DeactivationReasonCode.ActivationFailed, failure, "Failed to activate grain.");
            if (_state is ActivationState.Activating)
                _state = failed ? ActivationState.Deactivating : ActivationState.Valid;
            post = MustPost();
        }

        if (failed)
            LogActivationFailed(Logger, failure!, GrainId);

        if (post)
            Scheduler.Post(this);
    }

    private Task CancelBeginAsync()
    {
        _beginCancellation?.Cancel();
        return Task.CompletedTask;
    }

    private async Task EndAsync()
    {
        DisposeTimers();
        if (_wasValid)
            await CallOnDeactivateAsync();
        await DisposeInstanceAsync();

        // Out of the directory first: what is queued here until the state changes is handed on below, what comes later finds the next one.
        Class.Forget(this);
        List<Request> left = [];
        lock (_gate)
        {
            _state = ActivationState.Ended;
            _waiting.DrainTo(left);
            _waitingInterleaved.DrainTo(left);
        }

        left.Sort(static (first, second) => first.Arrival.CompareTo(second.Arrival));
        foreach (Request request in left)
            HandOn(request);
        Host.Activations.Remove(this);
        _quiet?.TrySetResult();
        _deactivated.TrySetResult();
    }

    private void HandOn(Request request)
    {
        if (_reason.ReasonCode is DeactivationReasonCode.ActivationFailed)
            request.Fail(_reason.Exception!);
        else if (!request.IsTick)
            Class.Deliver(Key, request);
    }

    private async Task CallOnDeactivateAsync()
    {
        try
        {
            using CancellationTokenSource timeout = new(Host.Options.DeactivationTimeout, Host.TimeProvider);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _deactivationToken);
            await _grain!.OnDeactivateAsync(_reason, either.Token).WaitAsync(either.Token);
        }
        catch (Exception exception)
        {
            LogDeactivationFailed(Logger, exception, GrainId);
        }
    }

    private async Task DisposeInstanceAsync()
    {
        try
        {
            if (_grain is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync();
            else if (_grain is IDisposable disposable)
                disposable.Dispose();
            if (_scope is { } scope)
                await scope.DisposeAsync();
        }
        catch (Exception exception)
        {
            LogDisposalFailed(Logger, exception, GrainId);
        }
    }
}
