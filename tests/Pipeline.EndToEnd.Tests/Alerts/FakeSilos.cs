using Pipeline.Alerting.Sources;
using Pipeline.Core.Segments;
using Pipeline.Grains.Cluster;

namespace Pipeline.EndToEnd.Tests.Alerts;

/// <summary>A cluster of two in which the test says which silo is the oldest, and keeps what the other one is handed.</summary>
internal sealed class FakeSilos : ISiloMembers, IOtherSilos
{
    public bool IsOldest { get; set; } = true;

    public Exception? Failure { get; set; }

    /// <summary>What the other silo says of segments.</summary>
    public Gathered<string> Segments { get; set; } = new([], IsComplete: true);

    public List<SourceSighting> Seen { get; } = [];

    public SiloMembers Current => new(["this", "other"], [], "this", IsOldest ? "this" : "other");

    public Task<SiloMembers> WaitForChangeAsync(SiloMembers known, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Gathered<KeyValuePair<Publisher, long>>> FindUnsettledAsync(string segment) => throw new NotSupportedException();

    public ValueTask<Gathered<string>> FindSegmentsAsync() => ValueTask.FromResult(Segments);

    public Task SeeAsync(IReadOnlyList<SourceSighting> sightings)
    {
        if (Failure is not null)
            return Task.FromException(Failure);
        Seen.AddRange(sightings);
        return Task.CompletedTask;
    }
}
