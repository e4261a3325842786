using Pipeline.Core.Endpoints;
using Pipeline.Detection.Evaluation.Feeding;
using Pipeline.Detection.Evaluation.Scoring;
using Pipeline.Detection.Evaluation.Traffic;
using Pipeline.Detection.Options;
using Pipeline.Ml.Randomness;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Detection.Evaluation.Planting;

/// <summary>One endpoint from its first event to the end of its recovery, with one incident in between.</summary>
/// <remarks>Everything follows from seed, kind, magnitude and index: it does not matter which runs are made beside it.</remarks>
internal sealed class PlantedRun
{
    /// <summary>Events travel in batches of this much time, ms.</summary>
    public const long BatchMs = 5_000;

    private static readonly long BaseUnixMs = new DateTimeOffset(2024, 3, 4, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly IncidentKind _kind;
    private readonly EndpointProfile _profile;
    private readonly PlantedTimes _times;
    private readonly PlantedChange _change;
    private readonly EventGenerator _generator;

    public PlantedRun(IncidentKind kind, double magnitude, int index, long seed)
    {
        _kind = kind;
        Magnitude = magnitude;
        // A stream of its own for each run: of the kind's place, the magnitude in hundredths, and the index.
        int place = IncidentKinds.All.ToList().FindIndex(other => other.Name == kind.Name);
        SeededRandom random = new(seed, (place * 100_000_000) + ((int)Math.Round(magnitude * 100) * 10_000) + index);
        double rate = kind.DrawRate(ref random);
        _profile = EndpointProfile.Draw($"/{kind.Name}/{index}", rate, ref random) with { Season = kind.Season };
        _times = kind.DrawTimes(_profile, ref random);
        _change = kind.Draw(_profile, magnitude, ref random);
        // Runs begin at any time of the day, incidents at any place in a window.
        StartUnixMs = BaseUnixMs + (1_000L * random.NextInt32(24 * 3_600));
        IncidentStartUnixMs = StartUnixMs + (long)_times.Before.TotalMilliseconds;
        IncidentEndUnixMs = IncidentStartUnixMs + (long)_times.Incident.TotalMilliseconds;
        _generator = new EventGenerator(_profile, random);
    }

    public double Magnitude { get; }

    public long StartUnixMs { get; }

    public long IncidentStartUnixMs { get; }

    public long IncidentEndUnixMs { get; }

    private long EndUnixMs => IncidentEndUnixMs + (long)_times.After.TotalMilliseconds;

    /// <summary>Feeds it all and judges what was raised.</summary>
    public IncidentScore Run(DetectionOptions options, CancellationToken cancellationToken)
    {
        EndpointFeed feed = new(_profile.Name, EndpointOptions.Default, options);
        WriteSections((arrival, section) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (section.Length > 0)
                feed.Append(section.Span, arrival);
            feed.KeepHouse(arrival);
        });
        return IncidentScorer.Score(
            new ScoredIncident(_kind, Magnitude, IncidentStartUnixMs, IncidentEndUnixMs, _change),
            _profile.Name,
            feed.Raised,
            options.FastWidthMs,
            feed.EventCount);
    }

    /// <summary>Hands over what arrives, batch after batch; a batch without events is empty.</summary>
    /// <param name="take">Takes the arrival and the section, which is valid during the call.</param>
    internal void WriteSections(Action<long, ReadOnlyMemory<byte>> take)
    {
        SectionWriter writer = new(_profile.Name);
        EventRecord record = new();
        double time = StartUnixMs;
        for (long from = StartUnixMs; from < EndUnixMs; from += BatchMs)
        {
            long until = Math.Min(from + BatchMs, EndUnixMs);
            writer.Reset(_profile.Name);
            _generator.MoveTo(from);
            // What holds may change within a batch, at the incident's start and end.
            for (long part = from; part < until;)
            {
                long partEnd = NextChange(part, until);
                Disturbance disturbance = DisturbanceAt(part);
                for (time = _generator.NextTime(part, partEnd, disturbance); time < partEnd; time = _generator.NextTime(time, partEnd, disturbance))
                {
                    _generator.Fill(record, (long)time, disturbance);
                    writer.Add(record);
                }

                part = partEnd;
            }

            take(until, writer.IsEmpty ? ReadOnlyMemory<byte>.Empty : writer.ToArray());
        }
    }

    private long NextChange(long from, long until)
    {
        if (from < IncidentStartUnixMs)
            return Math.Min(until, IncidentStartUnixMs);
        return from < IncidentEndUnixMs ? Math.Min(until, IncidentEndUnixMs) : until;
    }

    private Disturbance DisturbanceAt(long timeUnixMs) =>
        timeUnixMs < IncidentStartUnixMs || timeUnixMs >= IncidentEndUnixMs || _change.Disturbance.IsNone
            ? Disturbance.None
            : _change.Disturbance.Scaled(_kind.ShareAt(TimeSpan.FromMilliseconds(timeUnixMs - IncidentStartUnixMs)));
}
