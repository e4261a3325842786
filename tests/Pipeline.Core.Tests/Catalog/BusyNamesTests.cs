using Pipeline.Core.Catalog;

namespace Pipeline.Core.Tests.Catalog;

/// <summary>The table of busiest names: bounded, never too low, and sure to hold whatever is busy enough.</summary>
public sealed class BusyNamesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Add_SkewedNames_KeepsTheBusiestWithinTheirExcess(int seed)
    {
        Random random = new(seed);
        const int Places = 50;
        BusyNames names = new(Places);
        Dictionary<string, long> truth = [];
        long total = 0;
        for (int i = 0; i < 20_000; i++)
        {
            string name = $"n{(int)(Math.Pow(random.NextDouble(), 4) * 2_000)}";
            long events = random.Next(1, 5);
            names.Add(name, events);
            truth[name] = truth.GetValueOrDefault(name) + events;
            total += events;
        }

        Assert.Equal(Places, names.Names.Count);
        foreach (BusyName name in names.Names)
            Assert.InRange(truth[name.Name], name.Events - name.Excess, name.Events);
        Assert.All(truth.Where(pair => pair.Value > total / Places), pair => Assert.Contains(names.Names, name => name.Name == pair.Key));
        Assert.Equal(total, names.Names.Sum(name => name.Events));
    }

    [Fact]
    public void Clear_ForgetsEverything()
    {
        BusyNames names = new(2);
        names.Add("a", 5);
        names.Clear();
        names.Add("b", 1);
        Assert.Equal(new BusyName("b", 1, 0), Assert.Single(names.Names));
    }
}
