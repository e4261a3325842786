using System.Globalization;

namespace Pipeline.Cli.Bench.Cluster;

/// <summary>Measures 1, 2, 3 silos on one Redis, and single silos on SQLite beside them, several times in alternating order.</summary>
internal sealed class ClusterBench(ClusterOptions options, TextWriter output)
{
    public async Task<ClusterResult> RunAsync(string directory, CancellationToken cancellationToken)
    {
        BinaryTemplates templates = new(new SyntheticEvents(options.Seed), options.Endpoints, options.EventsPerBatch / options.Endpoints);
        ClusterVariant[] variants = [.. Variants()];
        Dictionary<string, List<ClusterFigures>> rounds = variants.ToDictionary(static variant => variant.Name, static _ => new List<ClusterFigures>());
        Write($"{Environment.ProcessorCount} cores shared by silos, Redis and this program; seed {options.Seed}; {options.Connections} sources, batches of {templates.EventsPerBatch:N0} events over {options.Endpoints} endpoints, {templates.BytesPerEvent:0.0} bytes per event");
        double fsyncsPerSecond = DiskProbe.FsyncsPerSecond(directory);
        for (int round = 1; round <= options.Rounds; round++)
        {
            // What comes first finds a cooler machine and an emptier disk; so each comes first as often as last.
            foreach (ClusterVariant variant in round % 2 == 1 ? variants : variants.Reverse())
            {
                string data = Directory.CreateDirectory(Path.Combine(directory, $"{round}-{variant.Name}")).FullName;
                ClusterFigures figures = await new ClusterRun(options, variant, templates, TimeProvider.System).RunAsync(data, cancellationToken);
                Directory.Delete(data, recursive: true);
                rounds[variant.Name].Add(figures);
                Write($"round {round} of {options.Rounds}, {variant.Name}: {figures.EventsPerSecond:N0} events/s, {figures.Acknowledged:N0} acknowledged, {figures.Counted:N0} counted");
            }
        }

        ClusterFigures[] medians = [.. variants.Select(variant => ClusterFigures.Median(rounds[variant.Name]))];
        Print(medians);
        ClusterFigures[] onRedis = [.. variants.Zip(medians).Where(static pair => pair.First.IsOnRedis).Select(static pair => pair.Second).OrderBy(static each => each.Silos)];
        ClusterModel model = new(onRedis[0], onRedis[^1], fsyncsPerSecond);
        model.Print(output);
        return new ClusterResult("cluster", options.Rounds, Environment.ProcessorCount, fsyncsPerSecond, medians, [.. model.Rows]);
    }

    private IEnumerable<ClusterVariant> Variants()
    {
        foreach (int count in options.Silos)
            yield return new ClusterVariant(string.Create(CultureInfo.InvariantCulture, $"orleans-redis-{count}"), options.SiloPath, count, IsOnRedis: true);
        yield return new ClusterVariant("orleans-sqlite-1", options.SiloPath, 1, IsOnRedis: false);
        if (options.EmbeddedSiloPath is { } embedded)
            yield return new ClusterVariant("embedded-sqlite-1", embedded, 1, IsOnRedis: false);
    }

    private void Print(IEnumerable<ClusterFigures> medians)
    {
        output.WriteLine();
        Write($"medians of {options.Rounds} rounds; CPU in seconds per million events, memory in MiB");
        Write($"{"",-18} {"events/s",10} {"silo CPU",9} {"Redis CPU",9} {"load CPU",9} {"p50 ms",8} {"p99 ms",8} {"silos",7} {"Redis",7} {"B in/ev",8} {"AOF B/ev",9} {"cmd/1k",7} {"reads/s",8}");
        foreach (ClusterFigures each in medians)
            Write($"{each.Variant,-18} {each.EventsPerSecond,10:N0} {each.SiloCpuSecondsPerMillion,9:0.00} {each.RedisCpuSecondsPerMillion,9:0.00} {each.LoaderCpuSecondsPerMillion,9:0.00} {each.AckP50Ms,8:0.0} {each.AckP99Ms,8:0.0} {each.SiloMemoryMb,7:0} {each.RedisMemoryMb,7:0} {each.RedisInBytesPerEvent,8:0.0} {each.AppendOnlyFileBytesPerEvent,9:0.0} {each.RedisCommandsPerThousand,7:0.0} {each.RedisReadsPerSecond,8:N0}");
    }

    private void Write(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
