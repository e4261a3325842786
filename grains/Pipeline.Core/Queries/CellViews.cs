using Pipeline.Core.Endpoints;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Queries;

/// <summary>Turns a merged cell's integers into the numbers people ask for.</summary>
/// <remarks>
/// Where sources tallied, sampled events give ratios only: a mean is sum(w x) / sum(w c), and a total is that ratio times the count. The
/// factor between is one without tallies.
/// </remarks>
internal static class CellViews
{
    private const double Micro = 1e6;
    private const double Pico = 1e12;
    private const double NsPerMs = 1e6;
    private const double Milli = 1e3;

    public static CellView CreateCell(Cell cell, EndpointState state)
    {
        CallsView calls = CreateCalls(cell);
        double detailCalls = (double)cell.Detail.CallsMicro / Micro;
        double scale = detailCalls > 0 ? calls.Count / detailCalls : 0;
        return new CellView(
            calls,
            SampleSizeOf(cell),
            CreateDuration(cell),
            CreateResources(cell, detailCalls, scale),
            CreateOperations(cell, state.Operations, detailCalls, scale),
            CreateValues(cell, state.Values, scale),
            cell.Exemplars.ToArray())
        {
            Dropped = cell.Drops,
        };
    }

    public static CallsView CreateCalls(Cell cell)
    {
        double count = cell.TallyOk + (double)cell.TallyErrors + ((double)cell.Untallied.CallsMicro / Micro);
        double errors = cell.TallyErrors + ((double)cell.Untallied.ErrorsMicro / Micro);
        return new CallsView(cell.Events, count, Math.Sqrt((double)cell.Untallied.VarianceMicro / Micro), errors);
    }

    public static DurationView? CreateDuration(Cell cell)
        => cell.Duration.IsEmpty
            ? null
            : new DurationView(QuantilesView.Of(cell.Duration, NsPerMs), cell.Duration.StandardDeviation() / NsPerMs, cell.IsPreAggregated);

    /// <summary>
    /// Kish's effective sample size (Survey Sampling, 1965), squared sum of weights over sum of squares, and never more than events: one
    /// that stands for many calls knows their mean only.
    /// </summary>
    private static double SampleSizeOf(Cell cell)
    {
        double calls = (double)cell.Detail.CallsMicro / Micro;
        double variance = (double)cell.Detail.VarianceMicro / Micro;
        return calls > 0 ? Math.Min(cell.Events, calls * calls / (calls + variance)) : 0;
    }

    private static List<ResourceView> CreateResources(Cell cell, double detailCalls, double scale)
    {
        List<ResourceView> views = [];
        for (int number = 0; number < ResourceUsage.ResourceCount; number++)
        {
            Resource resource = (Resource)number;
            ref readonly ResourceTotals totals = ref cell.Resource(resource);
            if (!totals.IsReported)
                continue;
            double unit = resource is Resource.CpuTime or Resource.LockWait ? NsPerMs : 1;
            double sum = (double)totals.SumMicro / Micro / unit;
            double calls = (double)totals.WeightMicro / Micro;
            views.Add(new ResourceView(resource, sum / calls, totals.MaxPerCall / unit, sum * scale, calls / detailCalls));
        }

        return views;
    }

    private static List<OperationView> CreateOperations(Cell cell, AgeingNameTable names, double detailCalls, double scale)
    {
        List<OperationView> views = [];
        for (int number = 0; number < cell.Operations.Length; number++)
        {
            if (cell.Operations[number] is { IsEmpty: false } operation)
                views.Add(CreateOperation(operation, names.Names[number], detailCalls, scale));
        }

        views.Sort(static (left, right) => Compare(left, right));
        return views;
    }

    private static int Compare(OperationView left, OperationView right)
    {
        int order = (right.MsPerEvent ?? 0).CompareTo(left.MsPerEvent ?? 0);
        if (order == 0)
            order = right.PerEvent.CompareTo(left.PerEvent);
        return order != 0 ? order : string.CompareOrdinal(left.Name, right.Name);
    }

    private static OperationView CreateOperation(OperationCell operation, EndpointName name, double detailCalls, double scale)
    {
        double[] histogram = new double[CallHistogram.BucketCount];
        for (int bucket = 0; bucket < histogram.Length; bucket++)
            histogram[bucket] = operation.Histogram[bucket] / Micro / detailCalls;
        double mean = (double)operation.CallsNano / Micro / Milli / detailCalls;
        double meanSquare = (double)operation.SquaresMicro / Micro / Milli / Milli / detailCalls;
        return new OperationView(
            name.Text,
            (OperationKind)name.Kind,
            mean,
            Math.Sqrt(Math.Max(0, meanSquare - (mean * mean))),
            operation.MaxPerCallMilli / Milli,
            operation.HasTime ? (double)operation.TimeMicro / Micro / NsPerMs / detailCalls : null,
            operation.HasSelfTime ? (double)operation.SelfTimeMicro / Micro / NsPerMs / detailCalls : null,
            operation.HasErrors ? (double)operation.ErrorsMicro / Micro * scale : null,
            (double)operation.Histogram.TotalMicro() / Micro / detailCalls,
            histogram);
    }

    private static List<ValueView> CreateValues(Cell cell, NameTable names, double scale)
    {
        List<ValueView> views = [];
        for (int number = 0; number < cell.Values.Length; number++)
        {
            if (cell.Values[number] is { IsEmpty: false } value)
                views.Add(CreateValue(value, names.Names[number], scale));
        }

        views.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        return views;
    }

    private static ValueView CreateValue(ValueCell value, EndpointName name, double scale)
    {
        if (value.Distribution is { IsEmpty: false } distribution)
        {
            double total = (double)distribution.SumMicro / Pico * scale;
            QuantilesView shape = QuantilesView.Of(distribution, Micro);
            return new ValueView(name.Text, ValueKind.Distribution, total, shape.Mean, shape);
        }

        double sum = (double)value.SumPico / Pico;
        return new ValueView(name.Text, ValueKind.Sum, sum * scale, sum / ((double)value.WeightMicro / Micro), null);
    }
}
