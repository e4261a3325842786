using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pipeline.Core.Catalog;
using Pipeline.Grains.Abstractions.Catalog;

namespace Pipeline.Grains.Catalog;

/// <summary>Gathers what the endpoints of a silo say of themselves, and tells the catalog, the latest of each, a thousand at a time.</summary>
/// <remarks>
/// Thread-safe, but for <see cref="FlushAsync"/>, which one caller repeats. Bounded by the number of endpoints and of busy names. What a
/// failed flush could not tell is told with the next one.
/// </remarks>
public sealed class SummaryReporter(CatalogInstruments instruments)
{
    private const int BatchMax = 1_000;

    private readonly ConcurrentDictionary<string, EndpointStatus> _latest = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private int _endpointCount;
    private BusyNames _overflowing = new(CatalogLimits.BusyNamesMax);

    /// <summary>Endpoints of the installation, as the catalog said last; null until it has said so.</summary>
    public int? EndpointCount => Volatile.Read(ref _endpointCount) is > 0 and var count ? count : null;

    /// <summary>Counts an activation of an endpoint.</summary>
    public void OnActivated() => instruments.CountActivation();

    /// <summary>Keeps what an endpoint says, in place of what it said before.</summary>
    public void Report(EndpointStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        _latest[status.Summary.Name] = status;
    }

    /// <summary>Keeps how many endpoints the installation has.</summary>
    public void NoteEndpointCount(int count) => Volatile.Write(ref _endpointCount, count);

    /// <summary>Counts events that were sent under a name without a place.</summary>
    public void CountOverflow(string name, long events)
    {
        lock (_gate)
            _overflowing.Add(name, events);
    }

    /// <summary>Tells the catalog everything there is to tell.</summary>
    /// <returns>Whether the catalog has taken it.</returns>
    public async Task<bool> FlushAsync(ICatalogGrain catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ImmutableArray<OverflowUse> overflow = TakeOverflow();
        ImmutableArray<EndpointStatus> endpoints = TakeEndpoints();
        while (endpoints.Length + overflow.Length > 0)
        {
            if (!await TryReportAsync(catalog, endpoints, overflow))
                return false;
            overflow = [];
            endpoints = TakeEndpoints();
        }

        return true;
    }

    private async Task<bool> TryReportAsync(ICatalogGrain catalog, ImmutableArray<EndpointStatus> endpoints, ImmutableArray<OverflowUse> overflow)
    {
        try
        {
            CatalogReceipt receipt = await catalog.ReportAsync(new CatalogUpdate(endpoints, overflow));
            NoteEndpointCount(receipt.EndpointCount);
            return true;
        }
        catch (Exception)
        {
            // Whatever it was, the catalog is asked again in a second; the counter shows that it goes on failing.
            instruments.CountFlushFailure();
            GiveBack(endpoints, overflow);
            return false;
        }
    }

    private ImmutableArray<EndpointStatus> TakeEndpoints()
    {
        ImmutableArray<EndpointStatus>.Builder taken = ImmutableArray.CreateBuilder<EndpointStatus>();
        foreach (KeyValuePair<string, EndpointStatus> status in _latest)
        {
            if (taken.Count == BatchMax)
                break;
            // A newer one may have taken its place meanwhile; that one is for the next turn.
            if (_latest.TryRemove(status))
                taken.Add(status.Value);
        }

        return taken.DrainToImmutable();
    }

    private ImmutableArray<OverflowUse> TakeOverflow()
    {
        BusyNames taken;
        lock (_gate)
        {
            if (_overflowing.Names.Count == 0)
                return [];
            taken = _overflowing;
            _overflowing = new BusyNames(CatalogLimits.BusyNamesMax);
        }

        return [.. taken.Names.Select(name => new OverflowUse(name.Name, name.Events, name.Excess))];
    }

    private void GiveBack(ImmutableArray<EndpointStatus> endpoints, ImmutableArray<OverflowUse> overflow)
    {
        foreach (EndpointStatus status in endpoints)
            _latest.TryAdd(status.Summary.Name, status);
        lock (_gate)
        {
            foreach (OverflowUse use in overflow)
                _overflowing.Add(new BusyName(use.Name, use.Events, use.Excess));
        }
    }
}
