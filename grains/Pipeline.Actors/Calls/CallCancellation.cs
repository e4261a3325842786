using Pipeline.Actors.Activations;

namespace Pipeline.Actors.Calls;

/// <summary>Carries the cancellation of a caller's token over to the callee, as a turn of the callee.</summary>
/// <remarks>The caller does not wait for the callee to notice: its task ends at once, the outcome of the call is unknown.</remarks>
internal sealed class CallCancellation : ITurn, IDisposable
{
    private readonly CancellationTokenSource _callee = new();
    private readonly CallRequest _request;
    private CancellationTokenRegistration _registration;

    private CallCancellation(CallRequest request) => _request = request;

    /// <summary>Replaces the caller's token among the arguments by one of the callee's own.</summary>
    public static void Attach(CallRequest request, int tokenIndex)
    {
        if (request.Arguments[tokenIndex] is not CancellationToken { CanBeCanceled: true } token)
            return;
        CallCancellation cancellation = new(request);
        request.Arguments[tokenIndex] = cancellation._callee.Token;
        request.Cancellation = cancellation;
        cancellation._registration = token.UnsafeRegister(
            static (state, token) => ((CallCancellation)state!).OnCallerCancelled(token), cancellation);
    }

    /// <summary>The turn of the callee in which its token is cancelled.</summary>
    public void Run() => _callee.Cancel();

    /// <summary>Stops listening to the caller. The callee's token stays usable: grain code may still hold it.</summary>
    public void Dispose() => _registration.Unregister();

    private void OnCallerCancelled(CancellationToken token)
    {
        _request.Fail(new OperationCanceledException(token));
        if (_request.Target is { } target)
            target.CancelRequest(_request, this);
        else
            _callee.Cancel();
    }
}
