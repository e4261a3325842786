using System.Text.Json.Serialization;

namespace Pipeline.Cli.Bench.Outage;

/// <summary>The figures of one <c>bench outage</c>.</summary>
internal sealed record OutageResult(string Bench, int CallsPerSecond, double DownSeconds, OutageFigures Spool, OutageFigures Memory);

/// <summary>Its form on one line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(OutageResult))]
internal sealed partial class OutageJsonContext : JsonSerializerContext;
