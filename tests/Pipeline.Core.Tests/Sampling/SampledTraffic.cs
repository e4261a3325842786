using Pipeline.Core.Tests.Endpoints;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Sampling;

/// <summary>Traffic of one endpoint as one thread of a client sees it.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Seconds">How long.</param>
/// <param name="CallsPerSecond">Calls a second.</param>
/// <param name="Probabilities">Of being recorded: each for an equal part of the time.</param>
internal sealed record SampledTraffic(string Name, int Seconds, int CallsPerSecond, params double[] Probabilities)
{
    public const long StartUnixMs = 1_800_000_000_000;

    private const double SlowNs = 80_000_000;

    /// <summary>One call in a hundred makes 847 calls of the operation instead of three; else one to five.</summary>
    public bool IsHeavyTailed { get; init; }

    /// <summary>Errors (2 %) and calls slower than the 99th percentile are always recorded.</summary>
    public bool KeepsErrorsAndSlow { get; init; }

    /// <summary>Whether so few durations of the tail are recorded that nothing can say how well their mean is known.</summary>
    public bool HasTooFewForMeanDuration { get; init; }

    /// <summary>Whether only some five recorded calls lie above the 95th percentile: the interval then holds it, but is wider than nominal.</summary>
    public bool HasTooFewForNarrowP95 { get; init; }

    /// <summary>Every call takes as long and does as much.</summary>
    public bool IsConstant { get; init; }

    /// <summary>Runs it with the sampler: the same seed gives the same calls and the same sample.</summary>
    /// <param name="seed">Any.</param>
    /// <param name="createSampler">The sampler.</param>
    /// <param name="keptShare">Share of the recorded calls that is not dropped.</param>
    public SampledRun Run(int seed, Func<Random, ICallSampler> createSampler, double keptShare = 1)
    {
        ICallSampler sampler = createSampler(CreateRandom(2 * seed));
        Random calls = CreateRandom((2 * seed) + 1);
        List<EventRecord> kept = [];
        List<Tally> tallies = [];
        SampledRun run = new(Seconds * CallsPerSecond);
        for (int second = 0; second < Seconds; second++)
        {
            sampler.BeginSecond(Probabilities[second * Probabilities.Length / Seconds]);
            int errors = 0;
            for (int call = 0; call < CallsPerSecond; call++)
            {
                (long durationNs, long operationCalls, bool isError) = Draw(calls);
                run.Add(durationNs, operationCalls);
                errors += isError ? 1 : 0;
                bool isAlwaysKept = KeepsErrorsAndSlow && (isError || durationNs > SlowNs);
                if (sampler.TryKeep(isAlwaysKept, out long weightMicro))
                    kept.Add(Create(StartUnixMs + (second * 1_000), durationNs, operationCalls, isError, weightMicro));
            }

            tallies.Add(new Tally((StartUnixMs / 1_000) + second, CallsPerSecond - errors));
            if (errors > 0)
                tallies.Add(new Tally((StartUnixMs / 1_000) + second, errors, Outcome: Outcome.Error));
        }

        // What is lost on the way is lost whatever it says.
        if (keptShare < 1)
            kept.RemoveAll(_ => calls.NextDouble() >= keptShare);
        run.Finish(kept, tallies);
        return run;
    }

    /// <summary>Neighbouring seeds give generators whose first numbers go together; scattered ones do not.</summary>
    private static Random CreateRandom(int seed)
    {
        ulong mixed = unchecked((ulong)(seed + 1) * 0x9e37_79b9_7f4a_7c15);
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xbf58_476d_1ce4_e5b9);
        return new Random((int)(mixed >> 33));
    }

    /// <summary>Lognormal durations; those that make 847 calls take thirty times as long.</summary>
    private (long DurationNs, long OperationCalls, bool IsError) Draw(Random random)
    {
        if (IsConstant)
            return (20_000_000, 3, false);
        double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        double durationNs = 20e6 * Math.Exp(0.6 * normal);
        long operationCalls = random.Next(1, 6);
        if (IsHeavyTailed)
        {
            bool isCulprit = random.Next(100) == 0;
            operationCalls = isCulprit ? 847 : 3;
            durationNs *= isCulprit ? 30 : 1;
        }

        return ((long)durationNs, operationCalls, random.Next(50) == 0);
    }

    private static EventRecord Create(long timeUnixMs, long durationNs, long operationCalls, bool isError, long weightMicro)
    {
        EventRecord record = Sections.Event(timeUnixMs, "free", durationNs);
        record.WeightMicro = weightMicro;
        record.Outcome = isError ? Outcome.Error : Outcome.Ok;
        record.Resources.Set(Resource.CpuTime, durationNs / 2);
        record.Operations.Add(new OperationUsage("json.dumps", OperationKind.Function, operationCalls * 1_000));
        return record;
    }
}
