using System.Diagnostics.CodeAnalysis;

namespace Pipeline.Core.Catalog;

/// <summary>What the catalog was told, not what it decided: it is in snapshots, not in the log, and what a crash loses is told again.</summary>
/// <remarks>Bounded by the number of endpoints. Not thread-safe.</remarks>
public sealed class CatalogReports
{
    private readonly Dictionary<string, KnownEndpoint> _endpoints = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, KnownEndpoint> Endpoints => _endpoints;

    /// <summary>The busiest overflowing names.</summary>
    public BusyNames Overflowing { get; } = new(CatalogLimits.BusyNamesMax);

    /// <summary>Times that a name overflowed unremembered beside those in the log.</summary>
    public long UnloggedCount { get; set; }

    public bool TryGet(string endpoint, [NotNullWhen(true)] out KnownEndpoint? known) => _endpoints.TryGetValue(endpoint, out known);

    /// <summary>Takes in what an endpoint says of itself, unless it is older than what is known.</summary>
    /// <param name="known">What it says.</param>
    /// <param name="isArrivalKnown">
    /// Whether it knows its last arrival. If not, what is known from before holds as long as no entry has come; else <paramref
    /// name="known"/> carries the time of the report, which is later than the truth and so on the safe side.
    /// </param>
    public void Take(KnownEndpoint known, bool isArrivalKnown)
    {
        ArgumentNullException.ThrowIfNull(known);
        if (!_endpoints.TryGetValue(known.Summary.Name, out KnownEndpoint? before))
            _endpoints.Add(known.Summary.Name, known);
        else if (known.Head >= before.Head)
            _endpoints[known.Summary.Name] = isArrivalKnown || known.Head > before.Head ? known : known with { LastArrivalUnixMs = before.LastArrivalUnixMs };
    }

    public void Remove(string endpoint) => _endpoints.Remove(endpoint);
}
