using System.Text.Json.Serialization;

namespace Pipeline.Alerting.Budgets;

/// <summary>The JSON of entries and snapshots of the stream <c>budgets</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BudgetEntry))]
[JsonSerializable(typeof(BudgetBookState))]
internal sealed partial class BudgetJsonContext : JsonSerializerContext;
