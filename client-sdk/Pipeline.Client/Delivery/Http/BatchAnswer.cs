using System.Text.Json;

namespace Pipeline.Client.Delivery.Http;

/// <summary>What a silo says of a batch that is durable: what was counted now, counted before, and refused.</summary>
/// <param name="Accepted">Events counted because of this request.</param>
/// <param name="AcceptedTallies">Tallies counted because of this request.</param>
/// <param name="Duplicate">Events that an earlier request had brought.</param>
/// <param name="RejectedCount">Events and tallies refused; <paramref name="Rejected"/> may name only the first of them.</param>
/// <param name="Rejected">The refused ones that the silo names.</param>
internal sealed record BatchAnswer(
    long Accepted, long AcceptedTallies, long Duplicate, long RejectedCount, IReadOnlyList<Refusal> Rejected)
{
    /// <summary>Reads the body of an answer with status 200.</summary>
    /// <exception cref="FormatException">It is not what a silo answers.</exception>
    public static BatchAnswer Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            List<Refusal> rejected = ReadRefusals(root);
            long rejectedCount = root.TryGetProperty("rejected_count", out JsonElement count) ? count.GetInt64() : rejected.Count;
            long accepted = root.GetProperty("accepted").GetInt64();
            long acceptedTallies = root.TryGetProperty("accepted_tallies", out JsonElement tallies) ? tallies.GetInt64() : 0;
            long duplicate = root.GetProperty("duplicate").GetInt64();
            return new BatchAnswer(accepted, acceptedTallies, duplicate, rejectedCount, rejected);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("the answer is not that of a Pipeline silo", exception);
        }
    }

    private static List<Refusal> ReadRefusals(JsonElement root)
    {
        List<Refusal> refusals = [];
        if (!root.TryGetProperty("rejected", out JsonElement rejected) || rejected.ValueKind != JsonValueKind.Array)
            return refusals;
        foreach (JsonElement item in rejected.EnumerateArray())
        {
            long? tally = ReadNumber(item, "tally");
            long index = tally ?? ReadNumber(item, "event") ?? ReadNumber(item, "line") ?? -1;
            refusals.Add(new Refusal(ReadText(item, "endpoint"), index, ReadText(item, "reason"), IsTally: tally is not null));
        }

        return refusals;
    }

    private static long? ReadNumber(JsonElement item, string member)
        => item.TryGetProperty(member, out JsonElement number) && number.ValueKind == JsonValueKind.Number ? number.GetInt64() : null;

    private static string ReadText(JsonElement item, string member)
        => item.TryGetProperty(member, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
}
