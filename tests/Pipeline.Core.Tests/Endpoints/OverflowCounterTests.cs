using Pipeline.Core.Endpoints;

namespace Pipeline.Core.Tests.Endpoints;

public sealed class OverflowCounterTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Add_RandomStream_BoundsEachWeightAndKeepsTheHeavy(int seed)
    {
        const int Capacity = 20;
        Random random = new(seed);
        OverflowCounter counter = new(Capacity);
        Dictionary<string, Int128> exact = [];
        Int128 total = 0;
        for (int use = 0; use < 20_000; use++)
        {
            // A few names come often, hundreds hardly ever.
            string key = $"0name {(int)(400 * Math.Pow(random.NextDouble(), 4))}";
            int weight = random.Next(100);
            counter.Add(key, weight);
            exact[key] = exact.GetValueOrDefault(key) + weight;
            total += weight;
        }

        Dictionary<string, OverflowCounter.Entry> entries = counter.Entries.ToArray().ToDictionary(entry => entry.Key);
        Assert.Equal(Capacity, entries.Count);
        foreach ((string key, OverflowCounter.Entry entry) in entries)
            Assert.True(entry.Guaranteed <= exact[key] && exact[key] <= entry.Count, $"seed {seed}, {key}: {exact[key]} not in {entry}");
        string[] heavy = [.. exact.Where(name => name.Value > total / Capacity).Select(name => name.Key)];
        Assert.NotEmpty(heavy);
        Assert.All(heavy, key => Assert.True(entries.ContainsKey(key), $"seed {seed}: {key} has no counter"));
    }

    [Fact]
    public void Add_EquallySmallCounters_TakesTheOneWhoseKeyComesFirst()
    {
        OverflowCounter counter = new(2);
        counter.Add("0b", 5);
        counter.Add("0a", 5);
        counter.Add("0c", 1);

        Assert.Equal(["0b", "0c"], counter.Entries.ToArray().Select(entry => entry.Key).Order());
        OverflowCounter.Entry entry = counter.Entries.ToArray().Single(entry => entry.Key == "0c");
        Assert.Equal((6, 5), ((int)entry.Count, (int)entry.Error));
        Assert.Equal(1, entry.Guaranteed);
    }

    [Fact]
    public void Exchange_NameThatFoundAPlace_GivesItsCounterAway()
    {
        OverflowCounter counter = new(2);
        counter.Add("0a", 5);
        counter.Exchange(0, "0old", 2);
        counter.Add("0old", 1);
        counter.Add("0a", 1);

        Assert.Equal([("0old", 3), ("0a", 1)], counter.Entries.ToArray().Select(entry => (entry.Key, (int)entry.Guaranteed)));
    }
}
