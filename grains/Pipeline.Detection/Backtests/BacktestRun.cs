using Pipeline.Core.Endpoints;
using Pipeline.Core.Publications;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Options;
using Pipeline.Detection.Training;

namespace Pipeline.Detection.Backtests;

/// <summary>An endpoint's stream once more, from as far back as it goes, with a detector of other options.</summary>
/// <remarks>
/// <para>It is the detector that runs live, on the same entries, so the same options find the same. What the log says of the detector that
/// ran at that time is left out: its options, since those asked about hold throughout; and its models, since other options may learn from
/// other windows. Models are fitted when they are due, at once. What people have marked as normal stays, and so do the entries that close the
/// windows of a silent stream: other options may have called for them at another time, but what is not in the log did not happen.</para>
/// <para>Memory is bounded although nothing is stored on the way: the closed windows that late events may change are kept until their tiers'
/// retention drops them, as an endpoint does that has not written a snapshot yet, so a late event is counted exactly as it was live. What
/// nobody will ever ask for, the publications to segments, is let go of.</para>
/// <para>No clock, no randomness, no I/O. Not thread-safe.</para>
/// </remarks>
public sealed class BacktestRun
{
    /// <summary>Anomalies kept; of what comes after them only the number.</summary>
    public const int AnomaliesMax = 4_096;

    private const long PublicationBytesMax = 1_024 * 1_024;

    private readonly MonitoredEndpoint _endpoint;
    private readonly BacktestRange _range;
    private readonly List<Anomaly> _anomalies = [];
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _leftOutIds = new(StringComparer.Ordinal);
    private long _revision;

    /// <param name="endpoint">The endpoint's name.</param>
    /// <param name="options">How it is watched, from the first entry to the last.</param>
    /// <param name="range">Which anomalies are kept.</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public BacktestRun(string endpoint, DetectionOptions options, BacktestRange range)
    {
        _endpoint = new MonitoredEndpoint(endpoint, EndpointOptions.Default, options);
        _range = range;
    }

    /// <summary>What was found in the range, in that order, each as it is after the last entry; also what the detector has forgotten meanwhile.</summary>
    public IReadOnlyList<Anomaly> Anomalies => _anomalies;

    /// <summary>Anomalies of the range that came after <see cref="AnomaliesMax"/> others.</summary>
    public int LeftOutCount { get; private set; }

    /// <summary>Whether further entries cannot change <see cref="Anomalies"/>: time has passed the range, and all of them are over.</summary>
    public bool IsSettled =>
        _endpoint.State.WatermarkUnixMs >= _range.ToUnixMs && !_anomalies.Exists(static anomaly => anomaly.EndedUnixMs is null);

    /// <summary>Applies the next entry of the stream.</summary>
    /// <param name="header">The entry's header.</param>
    /// <param name="body">Its body. Not kept.</param>
    public void Apply(in EntryHeader header, ReadOnlySpan<byte> body)
    {
        if (header.Kind is EntryKind.DetectionOptionsChanged or EntryKind.ModelInstalled)
            return;
        _endpoint.Apply(header, body);
        _endpoint.Detection.FitDue(ForestFitter.Instance);
        if (_endpoint.State.Publications.SizeBytes > PublicationBytesMax)
            ForgetPublications(header);
        if (_endpoint.Detection.Revision == _revision)
            return;
        _revision = _endpoint.Detection.Revision;
        foreach (Anomaly anomaly in _endpoint.Detection.Anomalies)
            Keep(anomaly);
    }

    private void Keep(Anomaly anomaly)
    {
        if (_indexes.TryGetValue(anomaly.Id, out int index))
        {
            _anomalies[index] = anomaly;
        }
        else if (_range.Holds(anomaly))
        {
            if (_anomalies.Count >= AnomaliesMax)
            {
                LeaveOut(anomaly.Id);
                return;
            }

            _indexes.Add(anomaly.Id, _anomalies.Count);
            _anomalies.Add(anomaly);
        }
    }

    private void LeaveOut(string id)
    {
        LeftOutCount += _leftOutIds.Add(id) ? 1 : 0;
        // What the detector has forgotten does not come again.
        if (_leftOutIds.Count > 2 * EndpointDetection.AnomaliesMax)
            _leftOutIds.IntersectWith(_endpoint.Detection.Anomalies.Select(static anomaly => anomaly.Id));
    }

    /// <summary>
    /// By an entry of its own, past the detector: the log's acknowledgements free nothing where it no longer has the publications before them,
    /// since those of this run are numbered from where it begins.
    /// </summary>
    private void ForgetPublications(in EntryHeader header)
    {
        PublicationQueue publications = _endpoint.State.Publications;
        List<PublicationMark> marks = [];
        for (int segment = 0; segment < publications.SegmentCount; segment++)
        {
            if (publications.LastNumber(segment) > 0)
                marks.Add(new PublicationMark(segment, publications.LastNumber(segment)));
        }

        _endpoint.State.Apply(new EntryHeader(EntryKind.PublicationsAcknowledged, header.ArrivalUnixMs), AcknowledgementCodec.Write(marks));
    }
}
