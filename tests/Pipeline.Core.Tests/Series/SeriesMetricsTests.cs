using Pipeline.Core.Series;

namespace Pipeline.Core.Tests.Series;

/// <summary>The words of metrics: what they mean, and where an error points.</summary>
public sealed class SeriesMetricsTests
{
    [Theory]
    [InlineData("events", "events")]
    [InlineData("count", "calls")]
    [InlineData("rate", "calls/s")]
    [InlineData("errors", "calls")]
    [InlineData("error_rate", "share")]
    [InlineData("mean", "ms")]
    [InlineData("p50", "ms")]
    [InlineData("p99.9", "ms")]
    [InlineData("p0", "ms")]
    [InlineData("p100", "ms")]
    [InlineData("max", "ms")]
    [InlineData("cpu_ms", "ms/event")]
    [InlineData("cpu_ms.total", "ms")]
    [InlineData("lock_wait_ms.max", "ms/event")]
    [InlineData("memory_delta.rate", "bytes/s")]
    [InlineData("allocated", "bytes/event")]
    [InlineData("db_queries.per_event", "queries/event")]
    [InlineData("cache_hits.total", "hits")]
    [InlineData("cache_hit_share", "share")]
    [InlineData("io_ops.rate", "operations/s")]
    [InlineData("threads.max", "threads/event")]
    [InlineData("operations[json.dumps]", "calls/event")]
    [InlineData("operations[redis:dependency].ms_per_event", "ms/event")]
    [InlineData("operations[a,b].rate", "calls/s")]
    [InlineData("operations[x].share_of_events", "share")]
    [InlineData("values[revenue].sum", "value")]
    [InlineData("values[revenue]", "value/event")]
    [InlineData("values[bytes].p95", "value")]
    public void Parse_Metric_HasItsUnit(string text, string unit)
    {
        Assert.True(SeriesMetrics.TryParse(text, out IReadOnlyList<SeriesMetric>? metrics, out string defect), defect);
        SeriesMetric metric = Assert.Single(metrics);
        Assert.Equal((text, unit), (metric.Text, metric.Unit));
    }

    [Fact]
    public void Parse_List_KeepsCommasInsideNames()
    {
        Assert.True(SeriesMetrics.TryParse(@"rate, p95,operations[f(a, b\])].errors ,values[v]", out IReadOnlyList<SeriesMetric>? metrics, out string defect), defect);
        Assert.Equal(["rate", "p95", @"operations[f(a, b\])].errors", "values[v]"], metrics.Select(metric => metric.Text));
    }

    [Theory]
    [InlineData("", 1, "a metric is missing")]
    [InlineData("rate,", 6, "a metric is missing")]
    [InlineData("rate,,p95", 6, "a metric is missing")]
    [InlineData("rate,speed", 6, "'speed' is no metric; there are events, count, rate, errors, error_rate, mean, max, quantiles such as p95, cpu_ms,")]
    [InlineData("Rate", 1, "'Rate' is no metric")]
    [InlineData("p95,p101", 5, "'p101' is no quantile")]
    [InlineData("p9x", 1, "'p9x' is no quantile")]
    [InlineData("p1e1", 1, "'p1e1' is no quantile")]
    [InlineData("p99.99999", 1, "'p99.99999' is no quantile")]
    [InlineData("cpu_ms.mean", 8, "'mean' is no aggregate of cpu_ms; there are per_event, total, max, rate")]
    [InlineData("rate.total", 1, "'rate' is no metric")]
    [InlineData("cache_hit_share.total", 1, "'cache_hit_share' is no metric")]
    [InlineData("cpu[x]", 1, "brackets follow operations and values only")]
    [InlineData("operations", 1, "'operations' is no metric")]
    [InlineData("rate,operations[a", 16, "'[' is never closed")]
    [InlineData(@"operations[a\", 11, "nothing follows the backslash")]
    [InlineData("operations[]", 11, "the name in brackets is empty")]
    [InlineData("operations[:io]", 11, "the name in brackets is empty")]
    [InlineData("operations[a].speed", 15, "'speed' is no aggregate of an operation; there are per_event, max_per_event, ms_per_event, self_ms_per_event, errors, rate, share_of_events")]
    [InlineData("operations[a].", 15, "'' is no aggregate of an operation")]
    [InlineData("operations[a]rate", 14, "a comma or '.' and an aggregate are expected after ']'")]
    [InlineData("operations[a]]", 14, "a comma or '.' and an aggregate are expected after ']'")]
    [InlineData("operations[a].rate[b]", 19, "a comma or '.' and an aggregate are expected after ']'")]
    [InlineData("rate],p95", 5, "']' without '[' before it")]
    [InlineData("values[a].mean", 11, "'mean' is no aggregate of a value; there are sum, rate, per_event, max and quantiles such as p95")]
    [InlineData("values[a].p200", 11, "'p200' is no quantile")]
    public void Parse_Defect_NamesItsPlaceAndWhatThereIs(string text, int character, string expected)
    {
        Assert.False(SeriesMetrics.TryParse(text, out _, out string defect));
        Assert.StartsWith($"metric, character {character}: ", defect, StringComparison.Ordinal);
        Assert.Contains(expected, defect, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_MoreThanTheMost_IsRefusedAtTheFirstTooMany()
    {
        string most = string.Join(',', Enumerable.Repeat("rate", SeriesMetrics.CountMax));
        Assert.True(SeriesMetrics.TryParse(most, out _, out _));
        Assert.False(SeriesMetrics.TryParse(most + ",p95", out _, out string defect));
        Assert.Contains($"character {most.Length + 2}: there are more than 50 metrics", defect, StringComparison.Ordinal);
    }
}
