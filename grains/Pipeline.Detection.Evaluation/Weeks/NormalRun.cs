using Pipeline.Core.Endpoints;
using Pipeline.Core.Windows;
using Pipeline.Detection.Evaluation.Feeding;
using Pipeline.Detection.Evaluation.Planting;
using Pipeline.Detection.Evaluation.Scoring;
using Pipeline.Detection.Evaluation.Traffic;
using Pipeline.Detection.Options;
using Pipeline.Ml.Randomness;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Detection.Evaluation.Weeks;

/// <summary>An endpoint through days of normal traffic, with an incident after them in every second one.</summary>
/// <remarks>Each window of ten seconds is a section of its own, so tiers begin at ten seconds.</remarks>
internal sealed class NormalRun
{
    private const long WindowMs = 10_000;

    /// <summary>Pre-aggregated events of a segment and window, at most.</summary>
    private const int PartsMax = 3;

    private static readonly long BaseUnixMs = new DateTimeOffset(2024, 3, 4, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private static readonly EndpointOptions Tiers = EndpointOptions.Default with
    {
        Windows = new WindowOptions([new(WindowMs, 180), new(60_000, 720), new(3_600_000, 168)]),
    };

    private static readonly TimeSpan IncidentLength = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(5);

    private static readonly IncidentKind[] Kinds =
    [
        new CallCountExplosion(), new QueriesPerItem(), new CacheMissStorm(), new DependencySlowdown(),
        new MemoryStorm(), new LockContention(), new DependencyErrors(), new CallErrors(),
    ];

    private readonly EndpointProfile _profile;
    private readonly CellGenerator _cells;

    /// <summary>Null where events are pre-aggregated.</summary>
    private readonly EventGenerator? _single;

    private readonly IncidentKind _kind;
    private readonly PlantedChange? _change;
    private readonly double _magnitude;
    private readonly long _normalUntilUnixMs;
    private SeededRandom _random;

    public NormalRun(int index, NormalOptions options)
    {
        _random = new SeededRandom(options.Seed, index);
        // From one event in two seconds to forty a second, evenly in the logarithm: most endpoints are quiet, some are not.
        double rate = Math.Exp(Draws.Between(ref _random, Math.Log(0.5), Math.Log(40)));
        _profile = EndpointProfile.Draw($"/normal/{index}", rate, ref _random) with
        {
            Season = new Season(Draws.Between(ref _random, 0.2, 0.8), Draws.Between(ref _random, 0, 0.2)),
        };
        _kind = Kinds[index / 2 % Kinds.Length];
        _magnitude = index / 2 / Kinds.Length % 2 == 0 ? 2 : 5;
        _change = index % 2 == 0 ? _kind.Draw(_profile, _magnitude, ref _random) : null;
        long jitter = 1_000L * _random.NextInt32(3_600);
        _normalUntilUnixMs = BaseUnixMs + (options.Days * 24L * 3_600_000) + jitter;
        _cells = new CellGenerator(_profile, _random);
        _single = options.IsSingle ? new EventGenerator(_profile, _random) : null;
    }

    private long EndUnixMs => _normalUntilUnixMs + (_change is null ? 0 : (long)(IncidentLength + Recovery).TotalMilliseconds);

    /// <summary>Feeds it all and judges what was raised.</summary>
    public NormalScore Run(DetectionOptions options, CancellationToken cancellationToken)
    {
        EndpointFeed feed = new(_profile.Name, Tiers, options);
        SectionWriter writer = new(_profile.Name);
        EventRecord record = new();
        long incidentEnd = _normalUntilUnixMs + (long)IncidentLength.TotalMilliseconds;
        for (long start = BaseUnixMs; start < EndUnixMs; start += WindowMs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            writer.Reset(_profile.Name);
            bool isIncident = start >= _normalUntilUnixMs && start < incidentEnd;
            Disturbance disturbance = isIncident && _change is not null ? _change.Disturbance : Disturbance.None;
            if (_single is null)
                AddCells(writer, record, start, disturbance);
            else
                AddEvents(_single, writer, record, start, disturbance);
            long arrival = start + WindowMs;
            if (!writer.IsEmpty)
                feed.Append(writer.ToArray(), arrival);
            feed.KeepHouse(arrival);
        }

        IncidentScore? incident = null;
        if (_change is not null)
        {
            ScoredIncident planted = new(_kind, _magnitude, _normalUntilUnixMs, incidentEnd, _change);
            incident = IncidentScorer.Score(planted, _profile.Name, feed.Raised, options.FastWidthMs, feed.EventCount);
        }

        RaisedAnomaly[] normal = [.. feed.Raised.Where(raised => raised.RaisedUnixMs <= _normalUntilUnixMs)];
        return new NormalScore(_profile, normal, incident, feed.EventCount, feed.FittedModels);
    }

    private static void AddEvents(EventGenerator generator, SectionWriter writer, EventRecord record, long start, Disturbance disturbance)
    {
        generator.MoveTo(start);
        double time = generator.NextTime(start, start + WindowMs, disturbance);
        while (time < start + WindowMs)
        {
            generator.Fill(record, (long)time, disturbance);
            writer.Add(record);
            time = generator.NextTime(time, start + WindowMs, disturbance);
        }
    }

    private void AddCells(SectionWriter writer, EventRecord record, long start, Disturbance disturbance)
    {
        _cells.MoveTo(start);
        for (int segment = 0; segment < _profile.Segments.Count; segment++)
            AddCell(writer, record, segment, start, disturbance);
    }

    /// <summary>The calls of a segment, in a few parts of different size; those that failed are an event of their own.</summary>
    private void AddCell(SectionWriter writer, EventRecord record, int segment, long start, Disturbance disturbance)
    {
        int calls = _cells.NextCalls(segment, start, WindowMs, disturbance);
        int failed = calls == 0 ? 0 : _cells.NextFailures(segment, calls, disturbance);
        if (failed > 0)
        {
            _cells.Fill(record, segment, start + (WindowMs / 2), failed, disturbance);
            record.Outcome = Outcome.Error;
            writer.Add(record);
        }

        int left = calls - failed;
        for (int part = 0; left > 0; part++)
        {
            int size = part == PartsMax - 1 ? left : Math.Min(left, 1 + _random.NextInt32(Math.Max(1, calls * 2 / PartsMax)));
            _cells.Fill(record, segment, start + (WindowMs / 2), size, disturbance);
            writer.Add(record);
            left -= size;
        }
    }
}
