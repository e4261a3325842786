using System.Text.Json.Serialization;

namespace Pipeline.Cli.Bench.Cluster;

/// <summary>The figures of one <c>bench cluster</c>: medians of its rounds, and the model made of them.</summary>
internal sealed record ClusterResult(
    string Bench, int Rounds, int Cores, double FsyncsPerSecond, IReadOnlyList<ClusterFigures> Variants, IReadOnlyList<ClusterModelRow> Model);

/// <summary>Its form on one line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ClusterResult))]
internal sealed partial class ClusterJsonContext : JsonSerializerContext;
