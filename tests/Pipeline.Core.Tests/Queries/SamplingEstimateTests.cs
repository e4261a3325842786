using Pipeline.Core.Endpoints;
using Pipeline.Core.Queries;
using Pipeline.Core.Tests.Endpoints;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Queries;

/// <summary>Sampled streams against the whole: estimates centre on the truth, and standard errors are as large as they say.</summary>
public sealed class SamplingEstimateTests
{
    private const long Start = 1_800_000_000_000;
    private const int Rounds = 200;
    private const int Population = 400;

    [Fact]
    public void Count_SampledAtDifferentRates_IsUnbiasedAndItsStandardErrorHonest()
    {
        Random random = new(41);
        double truth = 0;
        double estimates = 0;
        int covered = 0;
        for (int round = 0; round < Rounds; round++)
        {
            (List<EventRecord> kept, double calls) = Sample(random);
            CallsView view = Query(kept).Total.Calls;
            truth += calls;
            estimates += view.Count;
            covered += Math.Abs(view.Count - calls) <= 1.96 * view.CountStandardError ? 1 : 0;
        }

        Assert.Equal(1, estimates / truth, 0.01);
        Assert.InRange(covered, (int)(Rounds * 0.91), (int)(Rounds * 0.99));
    }

    [Fact]
    public void Totals_SampledWithTallies_AreScaledToTheExactCount()
    {
        Random random = new(43);
        double truth = 0;
        double estimates = 0;
        for (int round = 0; round < Rounds; round++)
        {
            List<EventRecord> all = [.. Enumerable.Range(0, Population).Select(_ => Draw(random))];
            List<EventRecord> kept = [.. all.Where(_ => random.Next(4) == 0)];
            kept.ForEach(record => record.WeightMicro = 4_000_000);
            CellView view = Query(kept, new Tally(Start / 1_000, Population)).Total;

            Assert.Equal((Population, 0), (view.Calls.Count, view.Calls.CountStandardError));
            truth += all.Sum(record => record.Resources[Resource.DbQueries]!.Value);
            estimates += view.Resources[0].Total;
        }

        Assert.Equal(1, estimates / truth, 0.01);
    }

    private static (List<EventRecord> Kept, double Calls) Sample(Random random)
    {
        List<EventRecord> kept = [];
        double calls = 0;
        for (int index = 0; index < Population; index++)
        {
            EventRecord record = Draw(random);
            record.Count = index % 7 == 0 ? 5 : 1;
            int oneIn = index % 3 == 0 ? 2 : 10;
            calls += record.Count;
            if (random.Next(oneIn) != 0)
                continue;
            record.WeightMicro = oneIn * 1_000_000;
            kept.Add(record);
        }

        return (kept, calls);
    }

    private static EventRecord Draw(Random random)
    {
        EventRecord record = Sections.Event(Start + random.Next(1_000));
        record.Resources.Set(Resource.DbQueries, random.Next(10));
        return record;
    }

    private static EndpointView Query(List<EventRecord> events, params Tally[] tallies)
    {
        EndpointState state = new();
        state.Apply(new EntryHeader(EntryKind.Section, Start + 1_000), Sections.Of(events, tallies));
        return state.Query("e", EndpointQuery.All)!;
    }
}
