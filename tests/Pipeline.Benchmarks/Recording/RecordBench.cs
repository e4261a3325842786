namespace Pipeline.Benchmarks.Recording;

/// <summary>Measures what recording a call costs the thread that does it, beside OpenTelemetry recording the same facts.</summary>
/// <remarks>
/// The variants take turns in rounds, each round beginning with another one, so that a machine that becomes slower does so for all of them:
/// what counts are ratios within a run.
/// </remarks>
internal sealed class RecordBench(int rounds, int burstsPerRound, TextWriter output)
{
    private const int WarmUpRounds = 4;

    private static readonly int[] s_threadCounts = [1, 2];

    /// <summary>Runs it all.</summary>
    /// <returns>The figures, and what was wrong: calls that a variant did not count or keep.</returns>
    public (RecordResult Result, string? Failure) Run()
    {
        using ClientVariants clients = new();
        using MeterVariants meters = new();
        using BurstThreads threads = new(s_threadCounts.Max());
        RecordVariant[] variants = [.. FlowVariants.All(), .. clients.All(), .. meters.All()];
        output.WriteLine($"{variants.Length} variants, {rounds} rounds of {burstsPerRound} bursts");
        for (int round = 0; round < WarmUpRounds; round++)
            RunRound(variants, threads, round, static (_, _, _) => { });

        Dictionary<(string Variant, int ThreadCount), List<IReadOnlyList<BurstSample>>> samples = [];
        foreach ((string Name, int ThreadCount) key in from threadCount in s_threadCounts from variant in variants select (variant.Name, threadCount))
            samples.Add(key, []);
        for (int round = 0; round < rounds; round++)
            RunRound(variants, threads, round, (variant, threadCount, bursts) => samples[(variant, threadCount)].Add(bursts));

        string[] problems = [.. variants.Select(variant => variant.Check?.Invoke(variant.CallCount)).OfType<string>()];
        RecordFigure[] figures = [.. samples.Select(static entry => RecordFigure.Of(entry.Key.Variant, entry.Key.ThreadCount, entry.Value))];
        RecordResult result = new(figures, rounds, burstsPerRound);
        result.WriteTable(output);
        return (result, problems.Length == 0 ? null : string.Join("; ", problems));
    }

    private void RunRound(RecordVariant[] variants, BurstThreads threads, int round, Action<string, int, IReadOnlyList<BurstSample>> take)
    {
        for (int index = 0; index < variants.Length; index++)
        {
            RecordVariant variant = variants[(index + round) % variants.Length];
            foreach (int threadCount in s_threadCounts)
                take(variant.Name, threadCount, threads.Measure(variant, threadCount, burstsPerRound));
        }
    }
}
