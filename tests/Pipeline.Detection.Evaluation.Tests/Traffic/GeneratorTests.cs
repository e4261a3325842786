using Pipeline.Detection.Evaluation.Traffic;
using Pipeline.Ml.Randomness;
using Pipeline.Protocol.Events;

namespace Pipeline.Detection.Evaluation.Tests.Traffic;

public sealed class GeneratorTests
{
    private const int Events = 40_000;

    private static readonly EndpointProfile Profile = DrawProfile();

    [Fact]
    public void Fill_FactorOnCalls_IsOnTheSegmentsMeanOnly()
    {
        Disturbance explosion = new() { Segment = Profile.Segments[0], Operation = Profile.IndexOf("json.dumps"), CallsFactor = 2 };

        (double normal, double others) = CallsOf("json.dumps", Disturbance.None);
        (double exploded, double untouched) = CallsOf("json.dumps", explosion);

        Assert.Equal(2 * normal, exploded, 6);
        Assert.Equal(others, untouched, 6);
    }

    [Fact]
    public void Fill_RareExplosion_HasTheMeanThatItsMagnitudeSays()
    {
        Disturbance rare = new() { Operation = Profile.IndexOf("json.dumps"), RequestShare = 0.01, CallsFactor = 101 };

        (double normal, _) = CallsOf("json.dumps", Disturbance.None);
        (double exploded, _) = CallsOf("json.dumps", rare);

        Assert.InRange(exploded / normal, 1.8, 2.2);
    }

    [Fact]
    public void Fill_Misses_AreQueries()
    {
        (double before, _) = CallsOf(EndpointProfile.Database, Disturbance.None);
        (double after, _) = CallsOf(EndpointProfile.Database, new Disturbance { MissFactor = 3 });

        double lookups = Profile.Operations[Profile.IndexOf(EndpointProfile.Cache)].MeanCalls;
        Assert.InRange(after - before, lookups * (1 - Profile.HitShare) * 1.8, lookups * (1 - Profile.HitShare) * 2.2);
    }

    [Fact]
    public void NextTime_Rate_IsThatOfTheProfile()
    {
        EventGenerator generator = new(Profile, new SeededRandom(3));
        int count = 0;
        for (double time = generator.NextTime(0, 10_000_000, Disturbance.None); time < 10_000_000; time = generator.NextTime(time, 10_000_000, Disturbance.None))
            count++;

        Assert.InRange(count / 10_000.0, Profile.RatePerSecond * 0.97, Profile.RatePerSecond * 1.03);
    }

    [Fact]
    public void CellGenerator_ManyCalls_AreLikeSingleEvents()
    {
        EventGenerator single = new(Profile, new SeededRandom(4));
        CellGenerator cells = new(Profile, new SeededRandom(5));
        EventRecord record = new();
        double[] ofEvents = new double[4];
        double[] ofCells = new double[4];
        for (int index = 0; index < Events; index++)
        {
            single.Fill(record, 0, Disturbance.None);
            Add(ofEvents, record);
        }

        for (int index = 0; index < Events / 20; index++)
        {
            cells.Fill(record, 0, 0, 20, Disturbance.None);
            Add(ofCells, record);
        }

        for (int index = 0; index < ofEvents.Length; index++)
            Assert.InRange(ofCells[index] / ofEvents[index], 0.97, 1.03);
    }

    [Fact]
    public void Scaled_HalfOfAChange_IsHalfWayFromNone()
    {
        Disturbance half = new Disturbance { MemoryFactor = 3, ErrorShare = 0.2 }.Scaled(0.5);

        Assert.Equal(2, half.MemoryFactor, 9);
        Assert.Equal(0.1, half.ErrorShare, 9);
        Assert.Equal(1, half.RateFactor, 9);
    }

    private static void Add(double[] sums, EventRecord record)
    {
        sums[0] += record.DurationNs!.Value * (double)record.Count;
        sums[1] += record.Resources[Resource.Allocated]!.Value;
        sums[2] += record.Resources[Resource.DbQueries]!.Value;
        sums[3] += record.Operations.Where(static operation => operation.Name == "item.parse").Sum(static operation => operation.CallsMilli);
    }

    /// <summary>Mean calls per event of the first segment and of the others.</summary>
    private static (double First, double Others) CallsOf(string operation, Disturbance disturbance)
    {
        EventGenerator generator = new(Profile, new SeededRandom(2));
        EventRecord record = new();
        double[] calls = new double[2];
        double[] events = new double[2];
        for (int index = 0; index < Events; index++)
        {
            generator.Fill(record, 0, disturbance);
            int group = record.Segment == Profile.Segments[0] ? 0 : 1;
            calls[group] += record.Operations.Where(usage => usage.Name == operation).Sum(static usage => usage.CallsMilli) / 1_000.0;
            events[group]++;
        }

        return (calls[0] / events[0], calls[1] / events[1]);
    }

    private static EndpointProfile DrawProfile()
    {
        SeededRandom random = new(1);
        return EndpointProfile.Draw("/generated", 20, ref random);
    }
}
