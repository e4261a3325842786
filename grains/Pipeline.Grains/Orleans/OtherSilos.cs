using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Pipeline.Alerting.Sources;
using Pipeline.Core.Segments;
using Pipeline.Grains.Cluster;

namespace Pipeline.Grains.Orleans;

/// <summary>Asks every other silo that takes work, all at once.</summary>
/// <remarks>
/// Thread-safe. A silo that does not answer in <see cref="s_patience"/> is left out, and not asked again for as long: one that is stuck must not make
/// every question wait. What is left out makes the answer incomplete, never wrong.
/// </remarks>
internal sealed partial class OtherSilos(
    ClusterMembers members, SiloServiceClient services, StreamRecovery recovery, TimeProvider clock, ILogger<OtherSilos> logger) : IOtherSilos
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly ILogger _logger = logger;
    private readonly ConcurrentDictionary<SiloAddress, long> _silent = new();

    public async ValueTask<Gathered<KeyValuePair<Publisher, long>>> FindUnsettledAsync(string segment)
    {
        SiloMembers asked = members.Current;
        SiloPublications?[] answers = await AskAsync(service => service.FindUnsettledAsync(segment));
        return new Gathered<KeyValuePair<Publisher, long>>(
            [.. answers.OfType<SiloPublications>().SelectMany(static answer => answer.Publishers).Select(static mark =>
                KeyValuePair.Create(new Publisher(mark.Endpoint, mark.Segment), mark.LastNumber))],
            IsComplete(asked, answers.Select(static answer => answer?.RecoveredFor)));
    }

    public async ValueTask<Gathered<string>> FindSegmentsAsync()
    {
        SiloMembers asked = members.Current;
        SiloSegments?[] answers = await AskAsync(static service => service.FindSegmentsAsync());
        return new Gathered<string>(
            [.. answers.OfType<SiloSegments>().SelectMany(static answer => answer.Names)], IsComplete(asked, answers.Select(static answer => answer?.RecoveredFor)));
    }

    public async Task SeeAsync(IReadOnlyList<SourceSighting> sightings)
    {
        SiloAddress oldest = members.Oldest ?? throw new InvalidOperationException("No silo of the cluster is active.");
        await services.Of(oldest).SeeAsync([.. sightings.Select(SightingMessage.Of)]).WaitAsync(s_patience, clock);
    }

    /// <summary>
    /// Whether every silo has done its share for the members as they were before they were asked, and still are. Not while one leaves: it is not asked,
    /// and its grains move while it goes.
    /// </summary>
    private bool IsComplete(SiloMembers asked, IEnumerable<string?> recoveredFor) =>
        asked.IsSettled && recovery.RecoveredFor == asked.Key && recoveredFor.All(of => of == asked.Key) && members.Current.Key == asked.Key;

    private Task<T?[]> AskAsync<T>(Func<ISiloService, Task<T>> ask)
        where T : class
    {
        ImmutableArray<SiloAddress> others = members.Others;
        return others.IsEmpty ? Task.FromResult<T?[]>([]) : Task.WhenAll(others.Select(silo => AskAsync(silo, ask)));
    }

    private async Task<T?> AskAsync<T>(SiloAddress silo, Func<ISiloService, Task<T>> ask)
        where T : class
    {
        if (_silent.TryGetValue(silo, out long since) && clock.GetElapsedTime(since) < s_patience)
            return null;
        try
        {
            T answer = await ask(services.Of(silo)).WaitAsync(s_patience, clock);
            _silent.TryRemove(silo, out _);
            return answer;
        }
        catch (Exception exception)
        {
            if (_silent.Count > members.Others.Length)
                _silent.Clear();
            _silent[silo] = clock.GetTimestamp();
            LogSilent(exception, silo);
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Silo {Silo} did not say what its endpoints have published; answers about segments say that something may be missing.")]
    private partial void LogSilent(Exception exception, SiloAddress silo);
}
