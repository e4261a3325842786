using Pipeline.Core.Endpoints;
using Pipeline.Detection.Options;
using Pipeline.EventLog;
using Pipeline.Grains.Detection;

namespace Pipeline.Grains;

/// <summary>All endpoints share the false alarms of the installation; how many they are is an entry of the stream, like all that detection goes by.</summary>
/// <remarks>
/// The silo hears their number from the catalog, as the answer to summaries. What is configured or chosen for this endpoint goes before it.
/// </remarks>
public sealed partial class EndpointGrain
{
    private readonly bool _followsInstallation = detection.Value.InstallationEndpoints is null;
    private Task _lastOptionsChange = Task.CompletedTask;
    private long? _shareNoticed;

    /// <summary>At a housekeeping some time after the number has changed, which time the name decides: ten thousand endpoints do not append at once.</summary>
    private async ValueTask FollowInstallationAsync()
    {
        if (FindNextShare() is not { } options)
        {
            _shareNoticed = null;
            return;
        }

        _shareNoticed ??= clock.GetTimestamp();
        if (clock.GetElapsedTime(_shareNoticed.Value) < InstallationShare.Spread * Phase)
            return;
        _shareNoticed = null;
        EntryHeader header = new(EntryKind.DetectionOptionsChanged, clock.GetUtcNow().ToUnixTimeMilliseconds());
        await AppendEntry(header, DetectionOptionsCodec.Write(options));
    }

    /// <summary>The options with another share, if it is to be another. A change in flight is awaited: made from those before, this one would undo it.</summary>
    private DetectionOptions? FindNextShare()
    {
        DetectionOptions current = _endpoint.Detection.Options;
        if (!_followsInstallation || !_isConfigured || current.IsOwn || !_lastOptionsChange.IsCompleted || _inbox.Applied == Offset.Start)
            return null;
        if (reporter.EndpointCount is not { } endpoints)
            return null;
        int share = InstallationShare.Follow(current.InstallationEndpoints, endpoints);
        return share == current.InstallationEndpoints ? null : current with { InstallationEndpoints = share };
    }
}
