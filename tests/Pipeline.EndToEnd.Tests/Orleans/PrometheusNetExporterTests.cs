using System.Diagnostics.Metrics;
using System.Text;
using Pipeline.EndToEnd.Tests.Metrics;
using Pipeline.Silo.Hosting;
using Pipeline.Silo.Metrics;
using Pipeline.Silo.Metrics.Text;
using Prometheus;

namespace Pipeline.EndToEnd.Tests.Orleans;

/// <summary>The same measurements through prometheus-net and through the writer of the Embedded edition: the same names, types, help and samples.</summary>
public sealed class PrometheusNetExporterTests : IDisposable
{
    private readonly Meter _meter = new($"Pipeline.Test{Guid.NewGuid():n}");
    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly TextExporter _text = new();
    private readonly MetricListener[] _listeners;

    public PrometheusNetExporterTests()
        => _listeners = [new MetricListener(new PrometheusNetExporter(_registry), [_meter.Name]), new MetricListener(_text, [_meter.Name])];

    public void Dispose()
    {
        foreach (MetricListener listener in _listeners)
            listener.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task Export_EveryKindOfInstrument_IsTheSame()
    {
        Counter<long> counter = _meter.CreateCounter<long>("a.events", "{event}", "Events.");
        Counter<double> seconds = _meter.CreateCounter<double>("a.taken", "s", "Time.");
        Gauge<double> gauge = _meter.CreateGauge<double>("a.level", "%", "Level.");
        UpDownCounter<int> waiting = _meter.CreateUpDownCounter<int>("a.waiting", null, "Waiting.");
        Histogram<float> sizes = _meter.CreateHistogram<float>("a.size", "By", "Sizes.");
        long total = 40;
        _meter.CreateObservableCounter("a.total", () => total, null, "Total.");
        _meter.CreateObservableGauge("a.parts", () => new Measurement<byte>[] { new(1, new KeyValuePair<string, object?>("part", 1)), new(2, new KeyValuePair<string, object?>("part", 2)) });
        _meter.CreateObservableUpDownCounter("a.balance", () => -3m, null, "Balance.");
        counter.Add(3);
        counter.Add(4);
        seconds.Add(0.1);
        seconds.Add(0.2);
        gauge.Record(-12.5);
        waiting.Add(5);
        waiting.Add(-7);
        sizes.Record(12);
        Exposition first = await ExportAsync();
        Assert.Equal(7, first.Samples["a_events_total{}"]);
        Assert.Equal(40, first.Samples["a_total{}"]);
        Assert.Equal("gauge", first.Types["a_balance"]);

        total = 30;
        Exposition second = await ExportAsync();
        Assert.Equal(30, second.Samples["a_total{}"]);
    }

    [Fact]
    public async Task Export_NothingMeasuredYet_IsDeclaredAndHasNoSample()
    {
        _meter.CreateCounter<long>("b.none", "By", "Never.");
        _meter.CreateHistogram<double>("b.duration", "s");
        Exposition exposition = await ExportAsync();
        Assert.Equal(["b_duration_seconds", "b_none_bytes_total"], exposition.Types.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(exposition.Samples);
    }

    [Fact]
    public async Task Export_LabelsAndHelpThatMustBeEscaped_AreTheSame()
    {
        const string nasty = "a\\b\"c\nd,e=\"f\"} é漢😀\ud800\r\t";
        Counter<long> counter = _meter.CreateCounter<long>("c.odd-name/1", "widgets/s", "Back\\slash, \"quoted\",\nnext line é");
        counter.Add(1, new KeyValuePair<string, object?>("odd key.1", nasty));
        counter.Add(1, new KeyValuePair<string, object?>("__own", null), new KeyValuePair<string, object?>("7", 1.5));
        counter.Add(1, new KeyValuePair<string, object?>("b.x", "one"), new KeyValuePair<string, object?>("b_x", "two"));
        Histogram<double> histogram = _meter.CreateHistogram<double>("c.duration");
        histogram.Record(1, new KeyValuePair<string, object?>("le", nasty));
        Exposition exposition = await ExportAsync();
        Assert.Equal(1, exposition.Samples["c_odd_name_1_widgets_s_total{_7=\"1.5\",_own=\"\"}"]);
        Assert.Equal(1, exposition.Samples["c_odd_name_1_widgets_s_total{b_x=\"one;two\"}"]);
    }

    [Fact]
    public async Task Export_SameLabelsInAnotherOrder_IsOneSeries()
    {
        Counter<long> counter = _meter.CreateCounter<long>("d.events");
        counter.Add(1, new KeyValuePair<string, object?>("x", 1), new KeyValuePair<string, object?>("a", "b"));
        counter.Add(2, new KeyValuePair<string, object?>("a", "b"), new KeyValuePair<string, object?>("x", "1"));
        counter.Add(4);
        Exposition exposition = await ExportAsync();
        Assert.Equal(3, exposition.Samples["d_events_total{a=\"b\",x=\"1\"}"]);
        Assert.Equal(4, exposition.Samples["d_events_total{}"]);
    }

    [Fact]
    public async Task Export_Buckets_CountWhatIsAtMostTheirBound()
    {
        double[] bounds = [1e-7, 0.001, 0.1, 1, 2.5, 1e15, 1e21];
        Histogram<double> histogram = _meter.CreateHistogram("e.duration", "s", "Durations.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });
        Histogram<long> byDefault = _meter.CreateHistogram<long>("e.sizes");
        double[] values =
        [
            .. bounds, .. bounds.Select(Math.BitIncrement), .. bounds.Select(Math.BitDecrement), 0, -1, double.MaxValue, double.Epsilon,
            double.NaN, double.PositiveInfinity,
        ];
        foreach (double value in values)
            histogram.Record(value, new KeyValuePair<string, object?>("kind", "x"));
        for (long value = -1; value < 3_000; value += 7)
            byDefault.Record(value);
        Exposition exposition = await ExportAsync();
        Assert.Equal(values.Length - 1, exposition.Samples["e_duration_seconds_count{kind=\"x\"}"]);
        Assert.Equal(1 + values.Count(value => value <= 1 && value > -1), exposition.Samples["e_duration_seconds_bucket{kind=\"x\",le=\"1\"}"]);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.MaxValue)]
    [InlineData(double.Epsilon)]
    [InlineData(-0.0)]
    [InlineData(0.1)]
    [InlineData(1e21)]
    [InlineData(123456789012345678d)]
    public async Task Export_UnusualValues_AreTheSame(double value)
    {
        _meter.CreateGauge<double>("f.level").Record(value);
        _meter.CreateCounter<double>("f.sum").Add(value);
        _meter.CreateObservableCounter("f.total", () => value);
        _meter.CreateHistogram<double>("f.size").Record(value);
        Exposition exposition = await ExportAsync();
        Assert.Equal(value, exposition.Samples["f_level{}"]);
    }

    [Fact]
    public async Task Export_MoreSetsOfLabelsThanAreKept_GoToOverflow()
    {
        Counter<long> counter = _meter.CreateCounter<long>("g.events");
        for (int i = 0; i < MetricFamily.SeriesCountMax + 5; i++)
            counter.Add(1, new KeyValuePair<string, object?>("id", i));
        counter.Add(1, new KeyValuePair<string, object?>("id", 0));
        Exposition exposition = await ExportAsync();
        Assert.Equal(MetricFamily.SeriesCountMax + 1, exposition.Samples.Count);
        Assert.Equal(5, exposition.Samples["g_events_total{overflow=\"true\"}"]);
        Assert.Equal(2, exposition.Samples["g_events_total{id=\"0\"}"]);
    }

    [Fact]
    public async Task Export_TwoTypesOfOneName_KeepsTheFirst()
    {
        Gauge<long> first = _meter.CreateGauge<long>("h.things");
        Histogram<long> second = _meter.CreateHistogram<long>("h.things");
        first.Record(5);
        second.Record(7);
        Exposition exposition = await ExportAsync();
        Assert.Equal("gauge", exposition.Types["h_things"]);
        Assert.Equal(5, exposition.Samples["h_things{}"]);
    }

    [Fact]
    public async Task Export_InstrumentThatFails_DoesNotHideTheOthers()
    {
        _meter.CreateObservableGauge("i.broken", long () => throw new InvalidOperationException("broken"));
        _meter.CreateObservableGauge("i.whole", () => 1L);
        Exposition exposition = await ExportAsync();
        Assert.Equal(1, Assert.Single(exposition.Samples).Value);
    }

    /// <summary>Both texts, compared declaration by declaration and sample by sample; returns one of them.</summary>
    private async Task<Exposition> ExportAsync()
    {
        foreach (MetricListener listener in _listeners)
            listener.ReadInstruments();
        using MemoryStream stream = new();
        await _registry.CollectAndExportAsTextAsync(stream);
        Exposition theirs = Exposition.Parse(Encoding.UTF8.GetString(stream.ToArray()));
        // Over HTTP the text is UTF-8, in which half a character is none.
        Exposition ours = Exposition.Parse(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(_text.Write())));
        Assert.Equal(ours.Types, theirs.Types);
        Assert.Equal(ours.Helps, theirs.Helps);
        Assert.Equal(ours.Samples.OrderBy(sample => sample.Key, StringComparer.Ordinal), theirs.Samples.OrderBy(sample => sample.Key, StringComparer.Ordinal));
        return theirs;
    }
}
