using System.Text.Json.Serialization;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Budgets;

/// <summary>What an entry about budgets is.</summary>
[JsonConverter(typeof(WordConverter<BudgetEntryKind>))]
public enum BudgetEntryKind
{
    /// <summary>Defaults that were not known before.</summary>
    Defaults = 1,

    /// <summary>One was set.</summary>
    Put = 2,

    /// <summary>One was deleted.</summary>
    Deleted = 3,

    /// <summary>What the file holds, all of it; nothing if it is gone.</summary>
    FileRead = 4,

    /// <summary>The file cannot be used.</summary>
    FileRefused = 5,
}
