using System.Text.Json;

namespace Pipeline.Benchmarks.Overhead;

/// <summary>A request's work: a catalogue page that is serialised and read back as services do, with ten operations on the way.</summary>
internal sealed class ServiceWork(IServiceRecorder recorder)
{
    public const string Dumps = "json.dumps";

    public const string Loads = "json.loads";

    public const string Cache = "redis";

    public const string Database = "postgres";

    public static readonly string[] Operations = [Dumps, Loads, Cache, Database];

    private const int StepCount = 5;
    private const int ItemCount = 20;

    private readonly CatalogueItem[] _items = [.. Enumerable.Range(0, ItemCount).Select(static index => new CatalogueItem(
        index, $"Item number {index}", $"What item number {index} is good for, and for whom.", 9.99m + index, index % 3 != 0, ["kitchen", "garden", "new"]))];

    /// <summary>About 200 us of processor time.</summary>
    public byte[] Serialise()
    {
        byte[] body = [];
        for (int step = 0; step < StepCount; step++)
        {
            long start = recorder.Timestamp();
            body = JsonSerializer.SerializeToUtf8Bytes(_items);
            CatalogueItem[] read = JsonSerializer.Deserialize<CatalogueItem[]>(body)!;
            if (read.Length != ItemCount)
                throw new InvalidOperationException("Not all items came back.");
            Tell(step, start);
        }

        return body;
    }

    /// <summary>Nothing but the operations.</summary>
    public byte[] Answer()
    {
        for (int step = 0; step < StepCount; step++)
            Tell(step, recorder.Timestamp());
        return "ok"u8.ToArray();
    }

    private void Tell(int step, long start)
    {
        recorder.Count((step & 1) == 0 ? Dumps : Loads);
        recorder.Time((step & 1) == 0 ? Cache : Database, start);
    }

    private sealed record CatalogueItem(int Id, string Name, string Description, decimal Price, bool IsAvailable, string[] Tags);
}
