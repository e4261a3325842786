using System.Buffers;
using System.Text;
using System.Text.Json;
using Pipeline.Alerting.Budgets;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Silo.Query.Budgets;

/// <summary>Reads a budget, and a file of them, and says of one that cannot be used what is wrong with it.</summary>
internal static class BudgetJson
{
    /// <summary>Reads one.</summary>
    /// <param name="json">The budget; members that have a default may be left out.</param>
    /// <param name="name">Its name where something else says it, as the path does; then the body may leave it out.</param>
    /// <param name="budget">The budget.</param>
    /// <param name="defect">For people: which member is wrong and what it takes; null if nothing is.</param>
    public static bool TryRead(ReadOnlyMemory<byte> json, string? name, out Budget? budget, out string? defect)
    {
        if (!JsonBody.TryRead(json, AlertingJsonContext.Default.Budget, out budget, out defect))
            return false;

        using JsonDocument document = JsonDocument.Parse(json);
        if (name is not null && budget!.Name is { } given && given != name)
            defect = $"name is '{given}', but the path says '{name}'.";
        else if (!document.RootElement.TryGetProperty("limit", out _))
            defect = "limit is missing.";
        budget = budget! with { Name = name ?? budget.Name };
        defect ??= BudgetRules.FindFault(budget);
        return defect is null;
    }

    /// <summary>Reads a file: <c>{ "budgets": [ ... ] }</c>.</summary>
    /// <param name="json">What it holds.</param>
    /// <param name="budgets">The budgets, in their order.</param>
    /// <param name="defect">For people: which budget and what is wrong with it; null if nothing is.</param>
    public static bool TryReadFile(ReadOnlyMemory<byte> json, out IReadOnlyList<Budget> budgets, out string? defect)
    {
        List<Budget> read = [];
        budgets = read;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            defect = ReadAll(document.RootElement, read);
        }
        catch (JsonException exception)
        {
            defect = $"it is no JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.";
        }
        catch (InvalidOperationException)
        {
            defect = JsonBody.NoText;
        }

        return defect is null;
    }

    private static string? ReadAll(JsonElement root, List<Budget> read)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("budgets", out JsonElement list) || list.ValueKind != JsonValueKind.Array)
            return "it takes an object with the list budgets.";
        if (root.EnumerateObject().FirstOrDefault(static member => member.Name != "budgets") is { Value.ValueKind: not JsonValueKind.Undefined } other)
            return $"{other.Name} is unknown: it takes budgets only.";
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (JsonElement element in list.EnumerateArray())
        {
            string place = PlaceOf(element, read.Count);
            if (element.ValueKind != JsonValueKind.Object)
                return $"{place} is no object.";
            if (!TryRead(PlainOf(element), null, out Budget? budget, out string? defect))
                return $"{place}: {defect}";
            if (!names.Add(budget!.Name))
                return $"{place}: the name is there more than once.";
            read.Add(budget);
        }

        return null;
    }

    /// <summary>Without the comments and trailing commas that only a file may have.</summary>
    private static ReadOnlyMemory<byte> PlainOf(JsonElement element)
    {
        ArrayBufferWriter<byte> plain = new();
        try
        {
            using Utf8JsonWriter writer = new(plain);
            element.WriteTo(writer);
            writer.Flush();
            return plain.WrittenMemory;
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // A text that is none cannot be written. Reading it as it is says what is wrong.
            return Encoding.UTF8.GetBytes(element.GetRawText());
        }
    }

    private static string PlaceOf(JsonElement element, int index)
    {
        string place = $"budgets[{index}]";
        try
        {
            bool isNamed = element.ValueKind == JsonValueKind.Object && element.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String;
            return isNamed ? $"{place} '{element.GetProperty("name").GetString()}'" : place;
        }
        catch (InvalidOperationException)
        {
            // Reading all of it says what is wrong.
            return place;
        }
    }
}
