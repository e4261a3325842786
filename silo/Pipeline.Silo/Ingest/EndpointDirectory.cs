using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Pipeline.Core.Catalog;
using Pipeline.EventLog;
using Pipeline.Grains;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Catalog;
using Pipeline.Grains.Catalog;

namespace Pipeline.Silo.Ingest;

/// <summary>The catalog's decisions about endpoints as far as this silo knows them, with a reference to the grain of each; bounded.</summary>
/// <remarks>
/// Thread-safe. Filled from the catalog at start, then by what is sent. A decision is used for an hour and then asked for again, since an
/// endpoint that falls silent for weeks loses its place; until then nothing is asked for a name that is known.
/// </remarks>
internal sealed class EndpointDirectory(IGrainFactory grains, IEventLog log, IOptions<CatalogOptions> options, TimeProvider clock)
{
    /// <summary>Overflowing names kept; when there are more, they are asked for anew.</summary>
    private const int OverflowingMax = 65_536;

    private static readonly TimeSpan Lease = TimeSpan.FromMilliseconds(CatalogLimits.LeaseMs);

    private readonly ConcurrentDictionary<string, Place> _places = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _overflowing = new(StringComparer.Ordinal);
    private long _epoch;

    /// <summary>The grain of everything that has no place of its own.</summary>
    public IEndpointGrain Other { get; } = grains.GetGrain<IEndpointGrain>(CatalogLimits.Other);

    /// <summary>The catalog's epoch when it was last asked.</summary>
    public long Epoch => Volatile.Read(ref _epoch);

    private ICatalogGrain Catalog => grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key);

    /// <summary>Learns every endpoint that has a place.</summary>
    public async Task LoadAsync()
    {
        long asked = clock.GetTimestamp();
        foreach (string endpoint in await Catalog.GetEndpointsAsync())
        {
            if (endpoint != CatalogLimits.Other)
                Add(endpoint, asked);
        }
    }

    /// <summary>The grain of an endpoint that has a place, as far as this silo knows; one that has lost it is found by <see cref="FindAsync"/>.</summary>
    public bool TryGet(string endpoint, out IEndpointGrain grain)
    {
        bool isKnown = _places.TryGetValue(endpoint, out Place place);
        grain = isKnown ? place.Grain : null!;
        return isKnown;
    }

    /// <summary>The grain of an endpoint of which the log has anything, whether it has a place or not; null for a name never seen.</summary>
    public async ValueTask<IEndpointGrain?> FindAsync(string endpoint)
    {
        if (_places.TryGetValue(endpoint, out Place place))
            return place.Grain;
        bool isName = Protocol.Events.NameRules.IsName(endpoint, Protocol.Events.EventLimits.EndpointBytesMax);
        return isName && await log.FindStreamAsync(EndpointStream.NameOf(endpoint)) is not null ? grains.GetGrain<IEndpointGrain>(endpoint) : null;
    }

    /// <summary>Where the events of an endpoint go, if that is decided and the decision is young enough to be used.</summary>
    /// <param name="endpoint">The name.</param>
    /// <param name="grain">Its own grain, or <see cref="Other"/>.</param>
    public bool TryRoute(string endpoint, out IEndpointGrain grain)
    {
        grain = Other;
        if (_places.TryGetValue(endpoint, out Place place) && clock.GetElapsedTime(place.Asked) < Lease)
        {
            grain = place.Grain;
            return true;
        }

        return _overflowing.TryGetValue(endpoint, out long asked) && clock.GetElapsedTime(asked) < Lease;
    }

    /// <summary>Whether the name has a place, though it may be time to ask again.</summary>
    public bool IsKnown(string endpoint) => _places.ContainsKey(endpoint);

    /// <summary>Has the catalog decide about names: all of them in one call.</summary>
    /// <param name="names">At most <see cref="ICatalogGrain.NamesMax"/>.</param>
    /// <returns>Whether it has decided, and then in their order the grains to append to.</returns>
    /// <exception cref="Exception">The catalog did not answer.</exception>
    public async Task<(AdmissionStatus Status, IEndpointGrain[] Grains)> AskAsync(IReadOnlyList<string> names)
    {
        // Taken before the call, so that a decision is never used for longer than the catalog reckons with.
        long asked = clock.GetTimestamp();
        AdmissionAnswer answer = await Catalog.AdmitEndpointsAsync([.. names]);
        if (answer.Status != AdmissionStatus.Decided)
            return (answer.Status, []);
        Volatile.Write(ref _epoch, Math.Max(Epoch, answer.Epoch));
        IEndpointGrain[] routes = new IEndpointGrain[names.Count];
        for (int index = 0; index < routes.Length; index++)
            routes[index] = answer.IsAdmitted[index] ? Add(names[index], asked) : AddOverflowing(names[index], asked);
        return (AdmissionStatus.Decided, routes);
    }

    private IEndpointGrain Add(string endpoint, long asked)
    {
        _overflowing.TryRemove(endpoint, out _);
        IEndpointGrain grain = _places.TryGetValue(endpoint, out Place known) ? known.Grain : grains.GetGrain<IEndpointGrain>(endpoint);
        _places[endpoint] = new Place(grain, asked);
        ForgetRetired();
        return grain;
    }

    private IEndpointGrain AddOverflowing(string endpoint, long asked)
    {
        _places.TryRemove(endpoint, out _);
        if (_overflowing.Count >= OverflowingMax)
            _overflowing.Clear();
        _overflowing[endpoint] = asked;
        return Other;
    }

    /// <summary>Endpoints that have lost their place and are not asked for any more would gather over the months.</summary>
    private void ForgetRetired()
    {
        // Concurrent, so counting takes locks: looked at rarely, and twice the limit is room enough for a data folder with more.
        if (_places.Count <= 2 * options.Value.EndpointCountMax)
            return;
        foreach ((string endpoint, Place place) in _places)
        {
            if (clock.GetElapsedTime(place.Asked) >= Lease)
                _places.TryRemove(endpoint, out _);
        }
    }

    private readonly record struct Place(IEndpointGrain Grain, long Asked);
}
