using System.Globalization;
using Pipeline.Protocol.Alerting;
using Pipeline.Protocol.Identities;

namespace Pipeline.Alerting.Sources;

/// <summary>Knows who normally sends, and tells who has stopped without anybody in its place.</summary>
/// <remarks>
/// A source is missed once it pauses for longer than it ever usually is, unless another began when it ended: a restart, a deployment and
/// the daily change of identity each end one source and begin another, one for one (<see cref="Succession"/>). All that are missed are one
/// finding, which changes with them. Memory: at most <see cref="SourcesMax"/> sources. Not thread-safe. Times are Unix ms.
/// </remarks>
/// <param name="reporter">Who reports; ids of findings begin with it.</param>
/// <param name="settings">When a source is missed.</param>
public sealed class SourceWatch(string reporter, SourceWatchSettings settings)
{
    /// <summary>Sources that are known at a time; beyond, those seen least recently are forgotten.</summary>
    public const int SourcesMax = 10_000;

    /// <summary>The rule of its findings, for silences and filters.</summary>
    public const string Rule = "sources";

    private const int NamesShown = 5;

    private const long RepeatMs = 3_600_000;

    /// <summary>As much of an id as tells sources apart.</summary>
    private const int IdLengthShown = 8;

    private readonly Dictionary<SourceId, LinkedListNode<WatchedSource>> _sources = [];
    private readonly LinkedList<WatchedSource> _bySeen = new();
    private readonly Succession _succession = new();
    private HashSet<SourceId> _missed = [];
    private Finding? _finding;

    /// <summary>Sources that are known now.</summary>
    public int KnownCount => _sources.Count;

    /// <summary>Sources that are missed now.</summary>
    public int MissedCount => _missed.Count;

    /// <summary>Sources that were forgotten because there were too many.</summary>
    public long ForgottenCount { get; private set; }

    /// <summary>Takes that a source has sent.</summary>
    public void See(in SourceSighting sighting)
    {
        if (_sources.TryGetValue(sighting.Source, out LinkedListNode<WatchedSource>? known))
        {
            known.Value.Add(sighting);
            _bySeen.Remove(known);
            _bySeen.AddLast(known);
            return;
        }

        WatchedSource source = new(sighting, settings);
        _sources[source.Id] = _bySeen.AddLast(source);
        if (Succession.IsBeginning(sighting))
            _succession.Add(source);
        if (_sources.Count > SourcesMax)
        {
            Remove(_bySeen.First!);
            ForgottenCount++;
        }
    }

    /// <summary>What has changed of the findings until now; to be asked every few seconds.</summary>
    public IReadOnlyList<Finding> Advance(long now)
    {
        ForgetEnded(now);
        List<WatchedSource> quiet = [.. _bySeen.Where(source => source.IsRegular && source.MissedFrom < now)];
        WatchedSource[] missed = [.. _succession.WithoutSuccessor(quiet).OrderBy(static source => source.Last).ThenBy(static source => source.Id.ToString(), StringComparer.Ordinal)];
        if (_missed.SetEquals(missed.Select(static source => source.Id)))
            return Repeat(now);
        Finding? changed = missed.Length > 0 ? Describe(missed, now) : End(now);
        _missed = [.. missed.Select(static source => source.Id)];
        _finding = missed.Length > 0 ? changed : null;
        return [changed!];
    }

    /// <summary>A finding that goes on is told again, so that nobody takes it for one that nothing is heard of any more.</summary>
    private IReadOnlyList<Finding> Repeat(long now)
    {
        if (_finding is null || now - _finding.Last < RepeatMs)
            return [];
        _finding = _finding with { Last = now };
        return [_finding];
    }

    /// <summary>Those that were missed for so long that it is the usual now, and those that never were more than passing by.</summary>
    private void ForgetEnded(long now)
    {
        long keptMs = (long)settings.MissedMax.TotalMilliseconds;
        for (LinkedListNode<WatchedSource>? node = _bySeen.First; node is not null;)
        {
            LinkedListNode<WatchedSource>? next = node.Next;
            if (node.Value.MissedFrom + keptMs < now)
                Remove(node);
            node = next;
        }

        _succession.Forget(_bySeen.Count == 0 ? now : _bySeen.Min(static source => source.Last));
    }

    private void Remove(LinkedListNode<WatchedSource> node)
    {
        _sources.Remove(node.Value.Id);
        _bySeen.Remove(node);
    }

    private Finding Describe(WatchedSource[] missed, long now)
    {
        int expected = missed.Length + _bySeen.Count(source => source.IsRegular && source.MissedFrom >= now);
        long since = missed[0].Last;
        FindingCause cause = new(Rule, "sources_missed", null, null, "*", missed.Length, 0, null, "sources", 0, 0, 0, false, []);
        return new Finding(
            _finding?.Id ?? string.Create(CultureInfo.InvariantCulture, $"{reporter}/{now}"),
            FindingSource.NoData,
            Rule,
            string.Empty,
            AlertSeverity.Ticket,
            [],
            false,
            Math.Min(_finding?.Since ?? since, since),
            _finding?.Detected ?? now,
            now,
            null,
            null,
            false,
            [cause],
            Say(missed, expected),
            null,
            null);
    }

    private Finding End(long now)
    {
        // Those that are not known any more were missed for so long that it was taken for the usual.
        bool isForgotten = _missed.All(id => !_sources.ContainsKey(id));
        return _finding! with { Last = now, Ended = now, End = isForgotten ? "became_usual" : "recovered" };
    }

    private static string Say(WatchedSource[] missed, int expected)
    {
        string since = Time(missed[0].Last);
        string names = string.Join(", ", missed.Take(NamesShown).Select(source => Name(source, since)));
        string others = missed.Length > NamesShown ? string.Create(CultureInfo.InvariantCulture, $" and {missed.Length - NamesShown} more") : string.Empty;
        string have = missed.Length == 1 ? "has" : "have";
        return string.Create(CultureInfo.InvariantCulture, $"{missed.Length} of {expected} sources {have} sent nothing since {since}: {names}{others}.");
    }

    private static string Name(WatchedSource source, string since)
    {
        string id = source.Id.ToString()[..IdLengthShown];
        string time = Time(source.Last);
        string[] details = [.. new[] { source.Endpoint.Length > 0 ? $"last of `{source.Endpoint}`" : "", time == since ? "" : $"since {time}" }.Where(static detail => detail.Length > 0)];
        return details.Length == 0 ? id : $"{id} ({string.Join(", ", details)})";
    }

    private static string Time(long unixMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
