using Pipeline.Silo.Metrics;
using Prometheus;

namespace Pipeline.Silo.Hosting;

/// <summary>Keeps metrics as collectors of a prometheus-net registry, which shows them.</summary>
/// <remarks>
/// prometheus-net's own MeterAdapter is not used: it puts the meter's name before the instrument's, adds neither unit nor <c>_total</c>, makes
/// gauges of counters, changes the help, bounds no set of labels, and forgets a series that was not measured for five minutes. Our listener
/// has one rule for both editions, and only the keeping and showing is prometheus-net's.
/// </remarks>
internal sealed class PrometheusNetExporter(CollectorRegistry registry) : IMetricExporter
{
    // Without exemplars: they would be looked for at every measurement, and nothing here stores traces.
    private readonly MetricFactory _factory = CreateFactory(registry);

    public IExportedMetric Declare(MetricDescription metric)
    {
        IExportedMetric exported = metric.Kind switch
        {
            MetricKind.Counter => new CounterMetric(_factory, metric),
            MetricKind.Histogram => new HistogramMetric(_factory, metric),
            _ => new GaugeMetric(_factory, metric),
        };
        // A collector without labels writes the family's help and type, and no sample until it is measured.
        exported.CreateSeries(MetricLabels.None);
        return exported;
    }

    private static MetricFactory CreateFactory(CollectorRegistry registry)
    {
        MetricFactory factory = Prometheus.Metrics.WithCustomRegistry(registry);
        factory.ExemplarBehavior = ExemplarBehavior.NoExemplars();
        return factory;
    }

    // A family may have series with different names of labels: one collector for each such list, which the registry finds again by name and list.
    private sealed class CounterMetric(MetricFactory factory, MetricDescription metric) : IExportedMetric
    {
        private static readonly CounterConfiguration s_silent = new() { SuppressInitialValue = true };

        public IMetricSeries CreateSeries(MetricLabels labels)
            => new CounterSeries(factory.CreateCounter(metric.Name, metric.Help, labels.Names, s_silent), labels.Values);
    }

    private sealed class GaugeMetric(MetricFactory factory, MetricDescription metric) : IExportedMetric
    {
        private static readonly GaugeConfiguration s_silent = new() { SuppressInitialValue = true };

        public IMetricSeries CreateSeries(MetricLabels labels)
            => new GaugeSeries(factory.CreateGauge(metric.Name, metric.Help, labels.Names, s_silent).WithLabels(labels.Values));
    }

    private sealed class HistogramMetric(MetricFactory factory, MetricDescription metric) : IExportedMetric
    {
        private readonly HistogramConfiguration _configuration = new()
        {
            SuppressInitialValue = true,
            Buckets = [.. metric.Bounds, double.PositiveInfinity],
        };

        public IMetricSeries CreateSeries(MetricLabels labels)
            => new HistogramSeries(factory.CreateHistogram(metric.Name, metric.Help, labels.Names, _configuration).WithLabels(labels.Values));
    }

    private sealed class CounterSeries(Counter collector, string[] labels) : IMetricSeries
    {
        private readonly Lock _gate = new();
        private Counter.Child _counter = collector.WithLabels(labels);

        public void Add(double amount) => _counter.Inc(amount);

        /// <summary>A total that has fallen was begun anew (or is none: the runtime calls the length of a queue a counter).</summary>
        /// <remarks>prometheus-net's counters never fall, so another takes its place. An instrument either sets or adds.</remarks>
        public void Set(double value)
        {
            lock (_gate)
            {
                if (value < _counter.Value)
                {
                    _counter.Remove();
                    _counter = collector.WithLabels(labels);
                }

                _counter.IncTo(value);
            }
        }

        public void Observe(double value) => throw new InvalidOperationException("A counter observes nothing.");
    }

    private sealed class GaugeSeries(IGauge gauge) : IMetricSeries
    {
        public void Add(double amount) => gauge.Inc(amount);

        public void Set(double value) => gauge.Set(value);

        public void Observe(double value) => throw new InvalidOperationException("A gauge observes nothing.");
    }

    private sealed class HistogramSeries(IHistogram histogram) : IMetricSeries
    {
        public void Add(double amount) => throw new InvalidOperationException("A histogram only observes.");

        public void Set(double value) => throw new InvalidOperationException("A histogram only observes.");

        public void Observe(double value) => histogram.Observe(value);
    }
}
