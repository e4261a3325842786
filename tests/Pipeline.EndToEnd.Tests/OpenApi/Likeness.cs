using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.EndToEnd.Tests.OpenApi;

/// <summary>Whether an answer is what an example says it is: the same members and types throughout, and equal where it can only be so.</summary>
internal static class Likeness
{
    /// <summary>What depends on the moment or the machine, by operation (or any, *) and place; of these the type is compared.</summary>
    private static readonly HashSet<string> Varying =
    [
        "* $.trace_id", "listEvents $.as_of", "listEvents $.retained_from", "listEvents $.scanned.entries", "listEvents $.scanned.bytes",
        "runBacktest $.result.entries", "runBacktest $.result.endpoints[0].entries", "runBacktest $.result.endpoints[0].replayed_from",
        "listEndpoints $.as_of", "listAnomalies $.as_of", "listEndpointAnomalies $.as_of", "listSegmentAnomalies $.as_of",
        "listAlerts $.as_of", "listIncidents $.as_of", "listSilences $.as_of", "listChanges $.as_of",
        "createWebhook $.webhook.id", "createWebhook $.webhook.at", "createWebhook $.secret", "listWebhooks $.as_of",
        "createSilence $.id", "createSilence $.version", "createSilence $.at", "createSilence $.from", "createSilence $.until",
        "getCatalog $.as_of", "getCatalog $.epoch", "getSegment $.late", "listSegments $.segments[0].late",
        "listBudgets $.version", "listBudgets $.budgets[0].at", "listBudgets $.budgets[1].at", "getBudget $.at", "putBudget $.version", "putBudget $.at",
        "deleteBudget $.version", "deleteBudget $.at",
    ];

    /// <summary>Where the two differ, one line each; empty if they do not.</summary>
    public static IReadOnlyList<string> Differences(string operationId, JsonNode? example, JsonNode? actual)
    {
        List<string> differences = [];
        Compare(operationId, "$", example, actual, isVarying: false, differences);
        return differences;
    }

    private static void Compare(string operationId, string place, JsonNode? example, JsonNode? actual, bool isVarying, List<string> differences)
    {
        JsonValueKind expectedKind = example?.GetValueKind() ?? JsonValueKind.Null;
        JsonValueKind kind = actual?.GetValueKind() ?? JsonValueKind.Null;
        if (expectedKind != kind)
        {
            differences.Add($"{place}: the example has {expectedKind}, the answer {kind}");
            return;
        }

        switch (example)
        {
            case JsonObject expected:
                foreach (string name in expected.Select(static member => member.Key).Union(actual!.AsObject().Select(static member => member.Key)))
                {
                    if (!expected.ContainsKey(name) || !actual.AsObject().ContainsKey(name))
                        differences.Add($"{place}.{name}: only in the {(expected.ContainsKey(name) ? "example" : "answer")}");
                    else
                        Compare(operationId, $"{place}.{name}", expected[name], actual[name], isVarying || IsVarying(operationId, $"{place}.{name}"), differences);
                }

                break;
            case JsonArray expected:
                if (expected.Count != actual!.AsArray().Count)
                    differences.Add($"{place}: the example has {expected.Count} elements, the answer {actual.AsArray().Count}");
                for (int index = 0; index < Math.Min(expected.Count, actual.AsArray().Count); index++)
                    Compare(operationId, $"{place}[{index}]", expected[index], actual[index], isVarying, differences);
                break;
            default:
                if (!isVarying && example?.ToJsonString() != actual?.ToJsonString())
                    differences.Add($"{place}: the example has {example?.ToJsonString()}, the answer {actual?.ToJsonString()}");
                break;
        }
    }

    private static bool IsVarying(string operationId, string place) => Varying.Contains($"{operationId} {place}") || Varying.Contains($"* {place}");
}
