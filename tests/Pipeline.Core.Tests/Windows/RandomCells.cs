using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Windows;

internal static class RandomCells
{
    public static Cell Draw(Random random)
    {
        Cell cell = new();
        for (int events = random.Next(20); events >= 0; events--)
            AddEvent(cell, random);
        if (random.Next(2) == 0)
            cell.AddTally(Outcome.Ok, random.Next(1, 100));
        if (random.Next(3) == 0)
            cell.AddTally(Outcome.Error, random.Next(1, 100));
        for (int drops = random.Next(3); drops > 0; drops--)
            cell.AddDrops(new DropCounts((DropCause)random.Next(DropCauses.Count), random.Next(10), random.Next(10) + 1));
        cell.SettleTally();
        return cell;
    }

    private static void AddEvent(Cell cell, Random random)
    {
        long count = random.Next(3) == 0 ? random.Next(1, 100) : 1;
        long weight = random.Next(3) == 0 ? 1_000_000 + random.Next(5_000_000) : 1_000_000;
        cell.AddEvent(count, weight, random.Next(5) == 0);
        if (random.Next(5) > 0)
        {
            long duration = random.Next(1_000) * 1_000L;
            cell.Duration.Add(duration, count, weight);
            TraceId trace = new(0, (ulong)random.Next(3));
            cell.OfferExemplar(new Exemplar(duration, random.Next(100), trace, new SpanId((ulong)random.Next(2))));
        }

        for (int resource = 0; resource < ResourceUsage.ResourceCount; resource++)
        {
            if (random.Next(3) > 0)
                cell.AddResource(resource, ResourceTotals.Of(random.Next(-1_000, 1_000), count, weight));
        }

        for (int operations = random.Next(4); operations > 0; operations--)
            AddOperation(cell.GetOrAddOperation(random.Next(random.Next(2) == 0 ? 4 : 255)), random, count, weight);
        if (random.Next(2) == 0)
            cell.GetOrAddValue(0).AddSum(random.NextInt64(-1_000_000, 1_000_000), count * weight);
        if (random.Next(2) == 0)
            cell.GetOrAddValue(random.Next(1, 5)).GetOrAddDistribution().Add(random.Next(5) * 1_000_000L, count, weight);
    }

    private static void AddOperation(OperationCell operation, Random random, long count, long weight)
    {
        operation.AddCalls(random.Next(3_000_000), count, weight);
        if (random.Next(2) == 0)
            operation.AddTime((Int128)random.Next() * weight);
        if (random.Next(3) == 0)
            operation.AddSelfTime((Int128)random.Next() * weight);
        if (random.Next(3) == 0)
            operation.AddErrors((Int128)random.Next(3) * weight);
    }
}
