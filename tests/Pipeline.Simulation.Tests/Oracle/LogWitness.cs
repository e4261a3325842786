using Pipeline.Core.Endpoints;
using Pipeline.Detection.Monitoring;
using Pipeline.Detection.Options;
using Pipeline.Detection.Training;
using Pipeline.EventLog;
using Pipeline.Grains;
using Pipeline.Protocol.Identities;
using Pipeline.Protocol.Queries;
using Pipeline.Simulation.Tests.Runs;
using Pipeline.Simulation.Tests.Storage;
using Pipeline.Simulation.Tests.Traffic;

namespace Pipeline.Simulation.Tests.Oracle;

/// <summary>Reads every entry as it becomes durable, checks that it may be there, and tells the naive model of it.</summary>
/// <remarks>It keeps the entries, so that whole replays are possible after retention has removed them from the log.</remarks>
internal sealed class LogWitness(SimulatedStorage storage, Coverage coverage, Trace trace)
{
    private readonly Dictionary<(string Endpoint, SourceId Source, ulong Sequence), SentSection> _byIdentity = [];
    private readonly Dictionary<string, SentSection> _byBytes = [];

    public List<WitnessedEndpoint> Endpoints { get; } = [];

    /// <summary>What the entries demand that segments are told.</summary>
    public SegmentWitness Segments { get; } = new(storage);

    /// <summary>
    /// Whether an endpoint may have had two writers. Then an append of one can fit behind an entry of the other that it does not know of,
    /// and a section can get into the log twice; applying tells the second from the first.
    /// </summary>
    public required Func<string, bool> MayBeOvertaken { get; init; }

    /// <summary>How endpoints are watched that nobody has chosen settings for.</summary>
    public required DetectionOptions Configured { get; init; }

    public WitnessedEndpoint this[string endpoint] => Endpoints.Find(known => known.Name == endpoint)!;

    /// <summary>Must be told of a section before it is sent.</summary>
    public void Expect(SentSection section)
    {
        if (section.Identity is { } identity)
            _byIdentity.Add((section.Endpoint, identity.Source.Id, identity.Sequence), section);
        else
            _byBytes.Add(Convert.ToHexString(section.Bytes), section);
    }

    /// <summary>Takes in what has become durable since the last call.</summary>
    public void Observe()
    {
        foreach (WitnessedEndpoint endpoint in Endpoints)
        {
            Offset head = storage.Log.GetHeadAsync(endpoint.Stream).Result;
            if (head > endpoint.Head)
                Observe(endpoint);
        }
    }

    private void Observe(WitnessedEndpoint endpoint)
    {
        IAsyncEnumerator<LogEntry> entries = storage.Log.ReadAsync(endpoint.Stream, endpoint.Head).GetAsyncEnumerator();
        while (entries.MoveNextAsync().AsTask().Result)
            Take(endpoint, entries.Current.Bytes.ToArray());
    }

    private void Take(WitnessedEndpoint endpoint, byte[] entry)
    {
        SimulationFailure.Unless(
            EntryCodec.TryRead(entry, out EntryHeader header, out ReadOnlySpan<byte> body),
            $"Entry {endpoint.Head} of {endpoint.Name} is none.");
        trace.Mix(header.ArrivalUnixMs);
        coverage.Entries++;
        if (header.Kind == EntryKind.Section)
            TakeSection(endpoint, header, body);
        else if (header.Kind == EntryKind.PublicationsAcknowledged)
            TakeAcknowledgement(endpoint, header, body);
        else if (header.Kind == EntryKind.DetectionOptionsChanged)
            TakeSettings(endpoint, header, body);
        else if (header.Kind == EntryKind.MarkedNormal)
            TakeMarkedNormal(endpoint, header, body);
        else if (header.Kind == EntryKind.ModelInstalled)
            TakeModel(endpoint, header, body);
        else
            TakeIdleClose(endpoint, header);
        endpoint.Add(entry);
        SimulationFailure.Unless(endpoint.ModelMismatches == 0, $"A replay of {endpoint.Name} fits another model than entry {endpoint.Head} says.");
        Segments.Observe(endpoint.Name, endpoint.Current);
    }

    private void TakeAcknowledgement(WitnessedEndpoint endpoint, in EntryHeader header, ReadOnlySpan<byte> body)
    {
        trace.Note($"durable {endpoint.Name}/{endpoint.Head}: {header.Kind}");
        coverage.Count(Happening.PublicationsAcknowledged);
        // What an overtaken activation acknowledges may have been freed already; what it says is true all the same.
        if (!MayBeOvertaken(endpoint.Name))
            Segments.CheckAcknowledgement(endpoint.Name, endpoint.Current, body);
    }

    private void TakeSettings(WitnessedEndpoint endpoint, in EntryHeader header, ReadOnlySpan<byte> body)
    {
        trace.Note($"durable {endpoint.Name}/{endpoint.Head}: {header.Kind}");
        bool isRead = DetectionOptionsCodec.TryRead(body, out DetectionOptions options);
        if (isRead && options == Configured)
            return;
        if (isRead && options == Configured with { InstallationEndpoints = options.InstallationEndpoints })
        {
            SimulationFailure.Unless(int.IsPow2(options.InstallationEndpoints), $"Nobody counts {options.InstallationEndpoints} endpoints.");
            coverage.Count(Happening.InstallationFollowed);
            return;
        }

        SimulationFailure.Unless(isRead && options.IsOwn, $"Entry {endpoint.Head} of {endpoint.Name} holds no settings that anybody chose.");
        DetectionSettings settings = new(
            options.IsEnabled,
            options.WatchesRate,
            options.FastWidthMs,
            options.ForestWidthMs,
            options.WarmupWindows,
            options.EpisodesPerWeek,
            options.InstallationEpisodesPerWeek,
            options.InstallationEndpoints,
            options.ShiftBecomesUsualMs,
            options.CallsMin);
        SimulationFailure.Unless(endpoint.TryConfigure(settings), $"Nobody asked that {endpoint.Name} be watched by {settings}.");
        coverage.Count(Happening.DetectionConfigured);
    }

    private void TakeMarkedNormal(WitnessedEndpoint endpoint, in EntryHeader header, ReadOnlySpan<byte> body)
    {
        trace.Note($"durable {endpoint.Name}/{endpoint.Head}: {header.Kind}");
        SimulationFailure.Unless(
            MarkedNormalCodec.TryRead(body, out string? anomalyId) && endpoint.IsMarkExpected(anomalyId),
            $"Nobody said what entry {endpoint.Head} of {endpoint.Name} says is normal.");
        coverage.Count(Happening.AnomalyMarkedNormal);
    }

    /// <summary>The model that is due, or one that was due to an activation that others have overtaken, of a segment that there is.</summary>
    private void TakeModel(WitnessedEndpoint endpoint, in EntryHeader header, ReadOnlySpan<byte> body)
    {
        trace.Note($"durable {endpoint.Name}/{endpoint.Head}: {header.Kind}");
        SimulationFailure.Unless(
            InstalledModelCodec.TryRead(body, out InstalledModel? model)
                && (endpoint.IsTrainingDue(model.Segment, model.Window) || MayBeOvertaken(endpoint.Name)),
            $"No training was due that entry {endpoint.Head} of {endpoint.Name} could be the end of.");
    }

    private void TakeSection(WitnessedEndpoint endpoint, in EntryHeader header, ReadOnlySpan<byte> body)
    {
        SentSection? section = header.Identity is { } identity
            ? _byIdentity.GetValueOrDefault((endpoint.Name, identity.Source.Id, identity.Sequence))
            : _byBytes.GetValueOrDefault(Convert.ToHexString(body));
        trace.Note($"durable {endpoint.Name}/{endpoint.Head}: {section}");
        SimulationFailure.Unless(
            section is not null && body.SequenceEqual(section.Bytes),
            $"Entry {endpoint.Head} of {endpoint.Name} is nothing that was sent.");
        SimulationFailure.Unless(
            section!.OpenCalls > 0 || section.Knowledge != Knowledge.NotInLog,
            $"{section} got into the log, although its sender was told that it would not.");
        SimulationFailure.Unless(
            section.Identity is null || section.CountedEvents is null || MayBeOvertaken(endpoint.Name),
            $"{section} is applied, and yet got into the log again.");
        int? counted = endpoint.Model.Add(section, header.ArrivalUnixMs);
        if (counted is null)
        {
            coverage.Count(Happening.EntryWithoutEffect);
            return;
        }

        SimulationFailure.Unless(section.CountedEvents is null, $"{section} counts a second time.");
        section.CountedEvents = counted;
        if (section is { Identity: null, OpenCalls: 0 })
            coverage.Count(Happening.AnonymousCountedUnacknowledged);
        if (section.Tallies.Count > 0)
            coverage.Count(Happening.TallyBesideEvents);
    }

    private void TakeIdleClose(WitnessedEndpoint endpoint, in EntryHeader header)
    {
        trace.Note($"durable {endpoint.Name}/{endpoint.Head}: {header.Kind}");
        SimulationFailure.Unless(header.Kind == EntryKind.IdleClosed, $"Nobody asked for a {header.Kind} entry.");
        coverage.Count(Happening.IdleClose);
        endpoint.Model.CloseIdle(header.ArrivalUnixMs);
    }
}
