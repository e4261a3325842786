using Pipeline.Core.Endpoints;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Monitoring;
using Pipeline.Detection.Options;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Detection;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains;

/// <summary>How the endpoint is watched: what people say about that is an entry of its stream, so that a replay judges as it was judged.</summary>
public sealed partial class EndpointGrain
{
    private readonly DetectionOptions _configured = detection.Value.ToOptions();
    private bool _isConfigured;

    public Task<DetectionSettingsReport> GetDetectionAsync() => _isFailed
        ? Task.FromException<DetectionSettingsReport>(BeingBroughtBack())
        : Task.FromResult(DetectionReports.Create(this.GetPrimaryKeyString(), _endpoint.Detection.Options));

    public Task<DetectionChangeAnswer> ConfigureDetectionAsync(DetectionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        DetectionOptions options = settings.ToOptions();
        if (DetectionWidths.FindFault(options, State.Options.Windows) is { } fault)
            return Answer(DetectionChangeStatus.Invalid, fault);
        return ChangeAsync(EntryKind.DetectionOptionsChanged, DetectionOptionsCodec.Write(options));
    }

    public Task<DetectionChangeAnswer> MarkNormalAsync(string anomalyId)
    {
        Anomaly? anomaly = _endpoint.Detection.Anomalies.FirstOrDefault(known => known.Id == anomalyId);
        if (!_isFailed && anomaly is null)
            return Answer(DetectionChangeStatus.NotFound, $"Endpoint '{this.GetPrimaryKeyString()}' knows no anomaly '{anomalyId}', or not any more.");
        if (anomaly?.End == AnomalyEnd.MarkedNormal)
            return Answer(DetectionChangeStatus.Applied);
        return ChangeAsync(EntryKind.MarkedNormal, MarkedNormalCodec.Write(anomalyId));
    }

    /// <summary>
    /// Configured options take effect by an entry, too, and only where nobody has chosen others for this endpoint. Called at activation, and
    /// ahead of each section until it is done: a name that nothing was ever sent to gets no stream, and an overloaded log is asked again.
    /// </summary>
    private void ApplyConfiguration()
    {
        if (_isConfigured)
            return;
        DetectionOptions current = _endpoint.Detection.Options;
        DetectionOptions configured = _followsInstallation ? _configured with { InstallationEndpoints = current.InstallationEndpoints } : _configured;
        byte[] body = DetectionOptionsCodec.Write(configured);
        // Compared as they are kept, since that rounds.
        _isConfigured = current.IsOwn
            || DetectionOptionsCodec.Write(current).AsSpan().SequenceEqual(body)
            || DetectionWidths.FindFault(configured, State.Options.Windows) is not null;
        if (!_isConfigured)
            _ = AppendEntry(new EntryHeader(EntryKind.DetectionOptionsChanged, clock.GetUtcNow().ToUnixTimeMilliseconds()), body);
    }

    private async Task<DetectionChangeAnswer> ChangeAsync(EntryKind kind, byte[] body)
    {
        if (_isFailed)
            return new DetectionChangeAnswer(DetectionChangeStatus.Unavailable, "The endpoint is being brought back from the log.");
        AppendAnswer answer = await AppendEntry(new EntryHeader(kind, clock.GetUtcNow().ToUnixTimeMilliseconds()), body);
        return answer.ToChange();
    }

    private static Task<DetectionChangeAnswer> Answer(DetectionChangeStatus status, string? detail = null) =>
        Task.FromResult(new DetectionChangeAnswer(status, detail));
}
