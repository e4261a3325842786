using System.Globalization;
using Pipeline.Simulation.Tests.Runs;
using Pipeline.Simulation.Tests.Storage;
using Pipeline.Testing;
using Xunit.Abstractions;

namespace Pipeline.Simulation.Tests;

/// <summary>
/// The seeded runs and their model with the log in a real Redis. <c>PIPELINE_SIM_REDIS_SEEDS</c> asks for more or fewer of them. The seed
/// decides the steps and the faults; the course need not be the one over memory, turn by turn.
/// </summary>
public sealed class RedisSimulationTests(ITestOutputHelper output)
{
    private const int UsualSeedCount = 8;

    [Fact]
    public void Run_OverRedis_AgreesWithTheModel()
    {
        int seedCount = int.TryParse(Environment.GetEnvironmentVariable("PIPELINE_SIM_REDIS_SEEDS"), CultureInfo.InvariantCulture, out int asked)
            ? asked
            : UsualSeedCount;
        using RedisServer server = RedisServer.Create(new RedisServerOptions { IsSynced = true });
        Coverage coverage = new();
        for (int seed = 1; seed <= seedCount; seed++)
        {
            SeedResult result = Run(seed, server.Configuration);
            coverage.Add(result.Coverage);
            if (result.Failure is null)
                continue;
            foreach (string line in result.Trace.Lines)
                output.WriteLine(line);
            Assert.Fail($"Seed {seed}, step {result.Trace.Step}: {result.Failure}");
        }

        output.WriteLine($"{coverage}");
    }

    private static SeedResult Run(int seed, string configuration)
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
}
