/// <summary>What one request used.</summary>
internal sealed class Call
{
    public float DurationMs { get; set; }

    public float DbQueries { get; set; }

    public float CpuMs { get; set; }

    /// <summary>Calls of a service on a good day: 20 ms, 5 ms of them on the processor, and three queries every time.</summary>
    public static Call[] Generate(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => new Call
        {
            DurationMs = 15 + 10 * random.NextSingle(),
            DbQueries = 3,
            CpuMs = 4 + 2 * random.NextSingle(),
        })];
    }
}
