using Pipeline.EventLog.Memory;
using Pipeline.Grains.Abstractions;
using EndpointQuery = Pipeline.Grains.Abstractions.EndpointQuery;

namespace Pipeline.Grains.Tests.Cluster;

/// <summary>Two activations of one endpoint, as silos have that disagree for a moment: here for as long as the test lasts, in hosts that do not know each other.</summary>
public sealed class DuplicateActivationTests
{
    private const int Sequences = 60;

    [Fact]
    public async Task Append_ByTwoActivationsAtOnce_CountsEachSectionOnce()
    {
        InMemoryEventLog log = new();
        GrainClusterSettings one = new(log, log, log);
        await using GrainCluster first = await GrainCluster.StartAsync(one);
        await using GrainCluster second = await GrainCluster.StartAsync(new GrainClusterSettings(log, log, log));
        IEndpointGrain[] activations = [first.Endpoint("/both"), second.Endpoint("/both")];
        DateTimeOffset time = one.Clock.GetUtcNow();
        // Both are there before anything is written: so whoever writes second, however late, does not know what the first has written.
        foreach (IEndpointGrain activation in activations)
            Assert.Equal(0, (await activation.QueryAsync(new EndpointQuery())).Events);

        int[] refused = await Task.WhenAll(activations.Select((activation, index) => Task.Run(() => AppendAllAsync(activation, index, time))));

        Assert.True(refused.Sum() > 0, "The two never met.");
        foreach (IEndpointGrain activation in activations)
        {
            // One that has not written last does not know it: its next append is refused, and it replays.
            await AppendUntilDurableAsync(activation, Sections.Append("/both", time, Sequences + 1));
            Assert.Equal(Sequences + 1, (await activation.QueryAsync(new EndpointQuery())).Events);
        }
    }

    /// <summary>Every section is sent by both, so that each meets what the other has written.</summary>
    private static async Task<int> AppendAllAsync(IEndpointGrain activation, int index, DateTimeOffset time)
    {
        int refused = 0;
        for (int sequence = 1; sequence <= Sequences; sequence++)
        {
            int sent = index == 0 ? sequence : Sequences + 1 - sequence;
            refused += await AppendUntilDurableAsync(activation, Sections.Append("/both", time, (ulong)sent));
        }

        return refused;
    }

    private static async Task<int> AppendUntilDurableAsync(IEndpointGrain activation, SectionAppend append)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(2));
        for (int refused = 0; ; refused++)
        {
            AppendAnswer answer = await activation.AppendAsync(append);
            if (answer.Status is SectionStatus.Applied or SectionStatus.Duplicate)
                return refused;
            Assert.Equal(SectionStatus.Unavailable, answer.Status);
            deadline.Token.ThrowIfCancellationRequested();
        }
    }
}
