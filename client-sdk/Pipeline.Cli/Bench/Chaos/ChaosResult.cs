using System.Text.Json.Serialization;

namespace Pipeline.Cli.Bench.Chaos;

/// <summary>The figures of one <c>bench chaos</c>.</summary>
internal sealed record ChaosResult(string Bench, int Silos, int EventsPerSecond, IReadOnlyList<ChaosFigures> Faults, AlertKillFigures? AlertKill);

/// <summary>Its form on one line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ChaosResult))]
internal sealed partial class ChaosJsonContext : JsonSerializerContext;
