using Pipeline.Core.Windows;

namespace Pipeline.Core.Endpoints;

/// <summary>Operations win and lose places, and numbers that nothing has any more are given out again.</summary>
public sealed partial class EndpointState
{
    /// <summary>Numbers of operations that cells may have at a time: of those with a place, and of those whose windows are still kept.</summary>
    /// <remarks>An array by number takes 8 KB then. Less than a packed cell may name.</remarks>
    internal const int OperationNumbersMax = 1_024;

    private const byte AgeingRulesVersion = 2;

    /// <summary>Before sections of this version, operations had their places for ever: replay decides as was decided then.</summary>
    private void StartAgeing()
    {
        if (!Operations.IsAgeing)
            Operations.StartAgeing(LatestUnixMs ?? 0);
    }

    /// <summary>
    /// Before each section, so that after an entry every number still has the name under which the cells that it closed were counted, for
    /// those who read them then.
    /// </summary>
    internal void ReleaseOperationNumbers()
    {
        if (!Operations.HasKept)
            return;
        long heldFromUnixMs = Windows.HeldFromUnixMs();
        while (Operations.TryRelease(heldFromUnixMs, out int number, out int other))
            Windows.JoinLifetimeOperations(number, other);
    }

    /// <summary>After each section, when the watermark has moved.</summary>
    internal void SettleOperations()
    {
        PlaceChanges changes = Operations.Settle(Windows.WatermarkUnixMs);
        if (changes != default)
        {
            Counters = Counters with
            {
                OperationsReplaced = Counters.OperationsReplaced + changes.Replaced,
                OperationsFreed = Counters.OperationsFreed + changes.Freed,
                OperationsBlocked = Counters.OperationsBlocked + changes.Blocked,
            };
        }
    }
}
