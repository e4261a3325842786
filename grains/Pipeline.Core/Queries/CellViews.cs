using Pipeline.Core.Endpoints;
using Pipeline.Core.Sketches;
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
    private const double MissingShareMax = 0.05;

    public static CellView CreateCell(Cell cell, EndpointState state)
    {
        CallsView calls = CreateCalls(cell);
        double detailCalls = (double)cell.Detail.CallsMicro / Micro;
        double scale = ScaleOf(cell, calls.Count);
        SamplingError error = new(cell, calls.Count);
        return new CellView(
            calls,
            Math.Min(cell.Events, error.SampleSize),
            CreateDuration(cell, scale, error),
            CreateResources(cell, detailCalls, scale, error),
            CreateOperations(cell, state.Operations, detailCalls, scale, error),
            CreateValues(cell, state.Values, scale, error.MissingShare),
            cell.Exemplars.ToArray())
        {
            Dropped = cell.Drops,
        };
    }

    public static CallsView CreateCalls(Cell cell)
    {
        double count = cell.TallyOk + (double)cell.TallyErrors + ((double)cell.Untallied.CallsMicro / Micro);
        double errors = cell.TallyErrors + ((double)cell.Untallied.ErrorsMicro / Micro);
        return new CallsView(cell.Events, count, Math.Sqrt((double)cell.Untallied.VarianceMicro / Micro), errors)
        {
            ErrorsStandardError = Math.Sqrt((double)cell.Untallied.ErrorsVarianceMicro / Micro),
        };
    }

    public static DurationView? CreateDuration(Cell cell)
    {
        double count = CreateCalls(cell).Count;
        return CreateDuration(cell, ScaleOf(cell, count), new SamplingError(cell, count));
    }

    private static double ScaleOf(Cell cell, double count) => cell.Detail.CallsMicro > 0 ? count / ((double)cell.Detail.CallsMicro / Micro) : 0;

    private static DurationView? CreateDuration(Cell cell, double scale, in SamplingError error)
    {
        QuantileSketch sketch = cell.Duration;
        if (sketch.IsEmpty)
            return null;
        double calls = (double)sketch.TotalWeightMicro / Micro;
        double variance = (double)sketch.SamplingVarianceMicro / Micro;
        double mean = sketch.Mean;
        double deviation = sketch.StandardDeviation();
        double ofSampled = Math.Max(
            0, ((double)sketch.Moments.SquaresMicro / Micro) - (2 * mean * (double)sketch.Moments.ProductsMicro / Micro) + (mean * mean * variance));
        double ofMissing = error.MissingShare * calls * deviation * deviation;
        double ofMean = (ofSampled + ofMissing) / (calls * calls);
        MeanInterval? interval = error.IntervalOfPart(mean, ofMean, calls, variance);
        return new DurationView(QuantilesView.Of(sketch, NsPerMs, error.MissingShare), deviation / NsPerMs, cell.IsPreAggregated)
        {
            TotalMs = (double)sketch.SumMicro / Micro / NsPerMs * scale,
            SampleSize = SampleSizeOf(deviation, ofMean, calls, cell.Events, error),
            MeanInterval = interval is { } some ? new MeanInterval(some.Lower / NsPerMs, some.Upper / NsPerMs) : null,
        };
    }

    /// <summary>
    /// How many independent events would know a mean as well: what sampling leaves open of it, and the chance in what these calls did.
    /// </summary>
    private static double SampleSizeOf(double deviation, double samplingVariance, double calls, long events, in SamplingError error)
    {
        if (samplingVariance <= 0 || deviation <= 0)
            return Math.Min(events, error.SampleSize);
        double ofOne = deviation * deviation;
        return Math.Min(events, ofOne / (samplingVariance + (ofOne / calls)));
    }

    private static List<ResourceView> CreateResources(Cell cell, double detailCalls, double scale, in SamplingError error)
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
            views.Add(new ResourceView(resource, sum / calls, totals.MaxPerCall / unit, sum * scale, calls / detailCalls)
            {
                Interval = IntervalOf(sum / calls, calls, unit, cell.MomentsOf(resource), error),
            });
        }

        return views;
    }

    /// <summary>
    /// Of calls that no event stands for, nothing is known of how they vary: cells keep no squares of resources. Where they are more than a
    /// few, no interval can be told.
    /// </summary>
    private static MeanInterval? IntervalOf(double mean, double calls, double unit, in ResourceMoments moments, in SamplingError error)
    {
        if (!error.IsNone && (error.MissingShare > MissingShareMax || moments.IsZero))
            return new MeanInterval(null, null);
        double variance = (double)moments.VarianceMicro / Micro;
        double squares = (double)moments.SquaresMicro / Micro / unit / unit;
        double products = (double)moments.ProductsMicro / Micro / unit;
        double ofSampled = Math.Max(0, squares - (2 * mean * products) + (mean * mean * variance));
        return error.IntervalOfPart(mean, ofSampled / (calls * calls), calls, variance);
    }

    private static List<OperationView> CreateOperations(Cell cell, AgeingNameTable names, double detailCalls, double scale, in SamplingError error)
    {
        List<OperationView> views = [];
        for (int number = 0; number < cell.Operations.Length; number++)
        {
            if (cell.Operations[number] is { IsEmpty: false } operation)
                views.Add(CreateOperation(operation, names.Names[number], cell.Events, detailCalls, scale, error));
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

    private static OperationView CreateOperation(
        OperationCell operation, EndpointName name, long events, double detailCalls, double scale, in SamplingError error)
    {
        double[] histogram = new double[CallHistogram.BucketCount];
        for (int bucket = 0; bucket < histogram.Length; bucket++)
            histogram[bucket] = operation.Histogram[bucket] / Micro / detailCalls;
        double mean = (double)operation.CallsNano / Micro / Milli / detailCalls;
        double meanSquare = (double)operation.SquaresMicro / Micro / Milli / Milli / detailCalls;
        double deviation = Math.Sqrt(Math.Max(0, meanSquare - (mean * mean)));
        double squares = (double)operation.Moments.SquaresMicro / Micro / Milli / Milli;
        double variance = error.VarianceOf(mean, squares, (double)operation.Moments.ProductsMicro / Micro / Milli, deviation);
        return new OperationView(
            name.Text,
            (OperationKind)name.Kind,
            mean,
            deviation,
            operation.MaxPerCallMilli / Milli,
            operation.HasTime ? (double)operation.TimeMicro / Micro / NsPerMs / detailCalls : null,
            operation.HasSelfTime ? (double)operation.SelfTimeMicro / Micro / NsPerMs / detailCalls : null,
            operation.HasErrors ? (double)operation.ErrorsMicro / Micro * scale : null,
            (double)operation.Histogram.TotalMicro() / Micro / detailCalls,
            histogram)
        {
            Interval = error.IntervalOf(mean, variance),
            SampleSize = SampleSizeOf(deviation, variance, detailCalls, events, error),
        };
    }

    private static List<ValueView> CreateValues(Cell cell, NameTable names, double scale, double missingShare)
    {
        List<ValueView> views = [];
        for (int number = 0; number < cell.Values.Length; number++)
        {
            if (cell.Values[number] is { IsEmpty: false } value)
                views.Add(CreateValue(value, names.Names[number], scale, missingShare));
        }

        views.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        return views;
    }

    private static ValueView CreateValue(ValueCell value, EndpointName name, double scale, double missingShare)
    {
        if (value.Distribution is { IsEmpty: false } distribution)
        {
            double total = (double)distribution.SumMicro / Pico * scale;
            QuantilesView shape = QuantilesView.Of(distribution, Micro, missingShare);
            return new ValueView(name.Text, ValueKind.Distribution, total, shape.Mean, shape);
        }

        double sum = (double)value.SumPico / Pico;
        return new ValueView(name.Text, ValueKind.Sum, sum * scale, sum / ((double)value.WeightMicro / Micro), null);
    }
}
