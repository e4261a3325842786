using Pipeline.Detection.Evaluation.Planting;
using Pipeline.Detection.Options;
using Pipeline.Protocol.Wire;

namespace Pipeline.Detection.Evaluation.Tests.Planting;

public sealed class PlantedRunTests
{
    [Fact]
    public void WriteSections_SameSeed_SameBytes() =>
        Assert.Equal(HashOf(new PlantedRun(new CallCountExplosion(), 2, 0, seed: 1)), HashOf(new PlantedRun(new CallCountExplosion(), 2, 0, seed: 1)));

    [Theory]
    [InlineData(2, 0, 2)]
    [InlineData(2, 1, 1)]
    [InlineData(5, 0, 1)]
    public void WriteSections_OtherSeedIndexOrMagnitude_OtherBytes(double magnitude, int index, int seed) =>
        Assert.NotEqual(HashOf(new PlantedRun(new CallCountExplosion(), 2, 0, seed: 1)), HashOf(new PlantedRun(new CallCountExplosion(), magnitude, index, seed)));

    [Fact]
    public void WriteSections_Silence_HasNoEventWithinIt()
    {
        PlantedRun run = new(new Silence(), 2, 0, seed: 1);
        long within = 0;
        long outside = 0;
        run.WriteSections((arrival, section) =>
        {
            bool isWithin = arrival > run.IncidentStartUnixMs + PlantedRun.BatchMs && arrival <= run.IncidentEndUnixMs;
            within += isWithin ? section.Length : 0;
            outside += isWithin ? 0 : section.Length;
        });

        Assert.Equal(0, within);
        Assert.True(outside > 0);
    }

    [Fact]
    public void WriteSections_AllOfThem_AreValidAndInTheOrderOfTime()
    {
        long last = long.MinValue;
        new PlantedRun(new TrafficSurge(), 2, 0, seed: 1).WriteSections((arrival, section) =>
        {
            if (section.Length == 0)
                return;
            Assert.True(SectionValidator.TryValidate(section.Span, out SectionSummary summary, out _));
            Assert.True(summary.MinTimeUnixMs >= last && summary.MaxTimeUnixMs < arrival);
            last = summary.MaxTimeUnixMs;
        });
        Assert.True(last > 0);
    }

    [Fact]
    public void Kinds_Names_AreUniqueAndFound()
    {
        Assert.Equal(PlantedOptions.KindNames.Count, PlantedOptions.KindNames.Distinct().Count());
        Assert.All(IncidentKinds.All, static kind => Assert.Same(kind, IncidentKinds.Find(kind.Name)));
        Assert.Null(IncidentKinds.Find("nothing"));
    }

    [Fact]
    public void Run_OperationCalledFiveTimesAsOften_IsFoundWithItsCause()
    {
        PlantedTable table = PlantedTable.Run(new PlantedOptions { Kinds = ["call-count"], Magnitudes = [5], Incidents = 2, Threads = 2 });

        Assert.Equal(2, table.Total.Incidents);
        Assert.Equal(2, table.Total.Detected);
        Assert.Equal(2, table.Total.CauseInThree);
    }

    [Fact]
    public void Run_DetectionSwitchedOff_FindsNothing()
    {
        PlantedTable table = PlantedTable.Run(new PlantedOptions
        {
            Kinds = ["call-count"],
            Magnitudes = [5],
            Incidents = 1,
            Detection = DetectionOptions.Default with { IsEnabled = false },
        });

        Assert.Equal((1, 0, 0), (table.Total.Incidents, table.Total.Detected, table.Total.FalseEpisodes));
    }

    [Fact]
    public void Run_UnknownKind_IsRefused() =>
        Assert.Throws<ArgumentException>(static () => PlantedTable.Run(new PlantedOptions { Kinds = ["nothing"] }));

    private static int HashOf(PlantedRun run)
    {
        HashCode hash = default;
        run.WriteSections((arrival, section) =>
        {
            hash.Add(arrival);
            hash.AddBytes(section.Span);
        });
        return hash.ToHashCode();
    }
}
