using Pipeline.Alerting.Sources;
using Pipeline.Core.Segments;

namespace Pipeline.Grains.Cluster;

/// <summary>A cluster of one, which never changes.</summary>
public sealed class SingleSilo : ISiloMembers, IOtherSilos
{
    private const string Own = "this";

    /// <inheritdoc/>
    public SiloMembers Current { get; } = new([Own], [], Own, Own);

    /// <inheritdoc/>
    public async Task<SiloMembers> WaitForChangeAsync(SiloMembers known, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return Current;
    }

    /// <inheritdoc/>
    public ValueTask<Gathered<KeyValuePair<Publisher, long>>> FindUnsettledAsync(string segment) =>
        ValueTask.FromResult(new Gathered<KeyValuePair<Publisher, long>>([], IsComplete: true));

    /// <inheritdoc/>
    public ValueTask<Gathered<string>> FindSegmentsAsync() => ValueTask.FromResult(new Gathered<string>([], IsComplete: true));

    /// <inheritdoc/>
    public Task SeeAsync(IReadOnlyList<SourceSighting> sightings) => throw new InvalidOperationException("The only silo watches by itself.");
}
