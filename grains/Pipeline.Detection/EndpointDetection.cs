#pragma warning disable CA1822 // The members below are filled in piece by piece.
using Pipeline.Core.Endpoints;
using Pipeline.Core.Features;
using Pipeline.Core.Windows;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Monitoring;
using Pipeline.Detection.Options;
using Pipeline.Detection.Training;

namespace Pipeline.Detection;

/// <summary>What is usual of an endpoint, and what was not: a function of the entries of its stream, in their order.</summary>
/// <remarks>
/// No clock, no randomness, no I/O; <see cref="Write"/> of equal detections gives equal bytes. Not thread-safe: one activation owns one.
/// </remarks>
public sealed class EndpointDetection
{
    /// <summary>Anomalies kept of an endpoint; the oldest ended ones are forgotten first.</summary>
    public const int AnomaliesMax = 256;

    private readonly List<Anomaly> _anomalies = [];
    private EndpointForests _forests;

    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public EndpointDetection(string endpoint, DetectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
        Endpoint = endpoint;
        Options = options;
        _forests = new EndpointForests(endpoint, options.ForestWidthMs);
    }

    public string Endpoint { get; }

    public DetectionOptions Options { get; private set; }

    /// <summary>Rises whenever <see cref="Anomalies"/> change.</summary>
    public long Revision { get; private set; }

    /// <summary>What was found, in the order in which it was found; at most <see cref="AnomaliesMax"/>.</summary>
    public IReadOnlyList<Anomaly> Anomalies => _anomalies;

    /// <summary>Models that are due to be fitted, off the turn; each waits until <see cref="EntryKind.ModelInstalled"/> names it.</summary>
    public IReadOnlyList<TrainingTask> DueTrainings => _forests.Due;

    /// <summary>Models that came out other than the log says, in this process; no part of the state.</summary>
    public int ModelMismatches => _forests.HashMismatches;

    /// <summary>Hands over a model that was fitted from a due training, so that it need not be fitted again when it is installed.</summary>
    public void Offer(TrainingTask task, ForestModel model)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(model);
        _forests.Offer(task, model);
    }

    /// <summary>Judges what an entry has closed; called after each entry, also if it has closed nothing.</summary>
    /// <param name="state">The endpoint after the entry.</param>
    /// <param name="closed">What the entry closed: finest windows first, each tier ascending by start.</param>
    /// <param name="header">The entry.</param>
    public void Observe(EndpointState state, IReadOnlyList<ClosedCell> closed, in EntryHeader header)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(closed);
    }

    /// <summary>Applies an entry that is about detection; false if its body cannot be read.</summary>
    public bool TryApply(in EntryHeader header, ReadOnlySpan<byte> body) => header.Kind == EntryKind.ModelInstalled && _forests.TryInstall(body);

    /// <summary>
    /// Whether an <see cref="EntryKind.IdleClosed"/> entry of that arrival would let it notice that calls have stopped. False once that is
    /// noticed, and for endpoints too quiet to tell: so a silent stream takes few entries.
    /// </summary>
    public bool WouldNoticeSilence(long arrivalUnixMs) => false;

    /// <summary>What the last judged window of a segment was like, against what is usual. Empty before the first.</summary>
    /// <param name="segment">The segment's name.</param>
    public IReadOnlyList<FeatureStanding> StandingsOf(string segment) => [];

    /// <summary>Packs it.</summary>
    public byte[] Write() => DetectionOptionsCodec.Write(Options);

    /// <summary>Reads what <see cref="Write"/> wrote; null if the bytes are none.</summary>
    public static EndpointDetection? TryRead(string endpoint, ReadOnlySpan<byte> bytes) =>
        DetectionOptionsCodec.TryRead(bytes, out DetectionOptions options) ? new EndpointDetection(endpoint, options) : null;
}
