using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Pipeline.Deploy.Tests;

/// <summary>Rules and dashboards ask for metrics that there are.</summary>
public sealed partial class MetricNameTests
{
    // Of other programs: Prometheus itself, the blackbox exporter, redis_exporter, node_exporter, the kubelet, kube-state-metrics, .NET's meter System.Runtime.
    private static readonly HashSet<string> s_others =
    [
        "ALERTS", "up", "probe_success", "node_timex_offset_seconds", "node_timex_sync_status", "kubelet_volume_stats_available_bytes",
        "kubelet_volume_stats_capacity_bytes", "kube_pod_status_ready", "redis_up", "redis_memory_used_bytes", "redis_memory_max_bytes",
        "redis_aof_enabled", "redis_aof_last_write_status", "redis_aof_last_bgrewrite_status", "redis_rdb_last_bgsave_status", "redis_aof_current_size_bytes",
        "redis_evicted_keys_total", "redis_uptime_in_seconds", "redis_commands_processed_total", "dotnet_gc_pause_time_seconds_total",
        "dotnet_process_memory_working_set_bytes", "dotnet_process_cpu_time_seconds_total", "dotnet_gc_last_collection_memory_committed_size_bytes",
        "dotnet_exceptions_total",
    ];

    public static TheoryData<string> Expressions => [.. RuleExpressions.Concat(DashboardExpressions).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> RuleExpressions => AlertRules.All.Select(rule => rule["expr"].Text());

    private static IEnumerable<string> DashboardExpressions =>
        Repository.Find("deploy/grafana/dashboards", "*.json")
            .SelectMany(file => JsonNode.Parse(Repository.Read(file)).Objects())
            .Select(node => node["expr"].Text())
            .Where(expression => expression.Length > 0);

    [Theory]
    [MemberData(nameof(Expressions))]
    public void Expression_Metrics_AreDocumented(string expression)
    {
        HashSet<string> documented = [.. DocumentedMetric().Matches(Repository.Read("docs/metrics.md")).Select(match => match.Groups[1].Value)];
        string[] used = [.. MetricsOf(expression)];
        Assert.NotEmpty(used);
        Assert.All(used, name => Assert.True(
            documented.Contains(name) || documented.Contains(HistogramPart().Replace(name, "")) || s_others.Contains(name) || AlertRules.Recorded.Contains(name),
            $"{name} is not in docs/metrics.md"));
    }

    [Fact]
    public void RecordedRules_Each_IsUsed()
    {
        string[] used = [.. RuleExpressions.Concat(DashboardExpressions).SelectMany(MetricsOf)];
        Assert.Empty(AlertRules.Recorded.Except(used));
    }

    // Names that are followed by a selector, a range, an operator or nothing; without those of labels, functions and words.
    private static IEnumerable<string> MetricsOf(string expression)
    {
        string bare = Selector().Replace(Grouping().Replace(expression, " "), " ");
        return Word().Matches(bare).Select(match => match.Value).Where(word => !s_words.Contains(word)).Distinct(StringComparer.Ordinal);
    }

    private static readonly HashSet<string> s_words = ["or", "and", "unless", "offset", "bool"];

    [GeneratedRegex("""\{[^}]*\}|\[[^\]]*\]|"[^"]*"|\boffset\s+\w+""")]
    private static partial Regex Selector();

    [GeneratedRegex(@"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"(?<![\w:.])[A-Za-z_:][\w:]*(?!\s*\(|[\w:])")]
    private static partial Regex Word();

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex DocumentedMetric();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex HistogramPart();
}
