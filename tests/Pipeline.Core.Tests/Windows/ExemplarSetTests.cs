using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Windows;

public sealed class ExemplarSetTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Offer_RandomEventsWithTies_KeepsTheFirstThreeOfTheTotalOrder(int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 300; round++)
        {
            Exemplar[] all = [.. Enumerable.Range(0, random.Next(8)).Select(_ => new Exemplar(
                random.Next(4),
                random.Next(2),
                new TraceId((ulong)random.Next(2), (ulong)random.Next(2)),
                new SpanId((ulong)random.Next(2))))];
            ExemplarSet set = default;
            foreach (Exemplar exemplar in all)
                set.Offer(exemplar);

            Array.Sort(all, static (left, right) => left.Precedes(right) ? -1 : right.Precedes(left) ? 1 : 0);
            Assert.Equal(all.Take(3), set.Items.ToArray());
        }
    }

    [Fact]
    public void FloorNs_FullSet_IsTheFastestKept()
    {
        ExemplarSet set = default;
        Assert.Equal(-1, set.FloorNs);
        foreach (long duration in (long[])[5, 9, 7])
            set.Offer(new Exemplar(duration, 0, default, default));

        Assert.Equal(5, set.FloorNs);
    }
}
