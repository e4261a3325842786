using System.Globalization;
using Pipeline.Simulation.Tests.Runs;
using Pipeline.Simulation.Tests.Storage;
using Pipeline.Testing;
using Xunit.Abstractions;

namespace Pipeline.Simulation.Tests;

/// <summary>
/// The same seeded runs with their log in a real Redis: the model must agree, and the run must take the very course that it takes over
/// memory, to the last answer, entry and snapshot. <c>PIPELINE_SIM_REDIS_SEEDS</c> asks for more or fewer of them.
/// </summary>
public sealed class RedisSimulationTests(ITestOutputHelper output)
{
    private const int UsualSeedCount = 16;

    [Fact]
    public void Run_OverRedis_AgreesWithTheModelAndTakesTheCourseThatItTakesOverMemory()
    {
        int seedCount = int.TryParse(Environment.GetEnvironmentVariable("PIPELINE_SIM_REDIS_SEEDS"), CultureInfo.InvariantCulture, out int asked)
            ? asked
            : UsualSeedCount;
        using RedisServer server = new(new RedisServerOptions { IsSynced = true });
        Coverage coverage = new();
        for (int seed = 1; seed <= seedCount; seed++)
        {
            SeedResult overMemory = SeedRunner.RunOne(seed, isTraceKept: true);
            SeedResult overRedis = RunOverRedis(seed, server.Configuration);
            coverage.Add(overRedis.Coverage);
            if (overRedis.Failure is not null || overRedis.Trace.Hash != overMemory.Trace.Hash)
                Explain(overMemory, overRedis);
            Assert.True(overRedis.Failure is null, $"Seed {seed}, step {overRedis.Trace.Step}: {overRedis.Failure}");
            Assert.True(overRedis.Trace.Hash == overMemory.Trace.Hash, $"Seed {seed} took another course.");
        }

        output.WriteLine($"{coverage}");
    }

    private static SeedResult RunOverRedis(int seed, string configuration)
    {
        HeldRedisLog? log = null;
        try
        {
            return SeedRunner.RunOne(
                seed, isTraceKept: true, queueBytesMax => log = new HeldRedisLog(configuration, $"seed{seed}", queueBytesMax));
        }
        finally
        {
            log?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Prints where the two courses part.</summary>
    private void Explain(SeedResult overMemory, SeedResult overRedis)
    {
        int same = overMemory.Trace.Lines.Zip(overRedis.Trace.Lines).TakeWhile(lines => lines.First == lines.Second).Count();
        output.WriteLine("The same up to here:");
        foreach (string line in overRedis.Trace.Lines.Take(same).TakeLast(20))
            output.WriteLine(line);
        output.WriteLine("Over memory: " + string.Join(" | ", overMemory.Trace.Lines.Skip(same).Take(5)));
        output.WriteLine("Over Redis: " + string.Join(" | ", overRedis.Trace.Lines.Skip(same).Take(5)));
    }
}
