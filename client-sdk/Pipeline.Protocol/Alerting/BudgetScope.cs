using System.Text.Json.Serialization;

namespace Pipeline.Protocol.Alerting;

/// <summary>What a budget judges.</summary>
[JsonConverter(typeof(WordConverter<BudgetScope>))]
public enum BudgetScope
{
    /// <summary>The worst event of a window: one event above the limit breaks it.</summary>
    WorstEvent = 1,

    /// <summary>All events of a window together: their mean, percentile or share.</summary>
    Window = 2,
}
