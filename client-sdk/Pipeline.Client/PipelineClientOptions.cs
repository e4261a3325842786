using Pipeline.Client.Batching;
using Pipeline.Client.Capture;
using Pipeline.Client.Delivery;
using Pipeline.Client.Guarding;
using Pipeline.Client.Sampling;

namespace Pipeline.Client;

/// <summary>How a <see cref="PipelineClient"/> records and delivers. The defaults suit a service beside a silo on its own machine.</summary>
public sealed class PipelineClientOptions
{
    /// <summary>Whether anything is recorded at all. Default true; false makes every call of the client do nothing.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Which calls are kept in detail.</summary>
    public SamplingOptions Sampling { get; } = new();

    /// <summary>When batches are closed.</summary>
    public BatchingOptions Batching { get; } = new();

    /// <summary>Where batches go, and what happens while they cannot.</summary>
    public DeliveryOptions Delivery { get; } = new();

    /// <summary>What recording may cost.</summary>
    public GuardOptions Guard { get; } = new();

    /// <summary>What is picked up from libraries, where a host or the program starts capture with it.</summary>
    public CaptureOptions Capture { get; } = new();

    /// <summary>Details that a thread holds until the collector takes them. A power of two, 64 to 65,536, default 512.</summary>
    public int ThreadBufferCapacity { get; set; } = 512;

    /// <summary>Whether exceeding <see cref="Call.Limit"/> throws <see cref="LimitExceededException"/>. For tests; default false.</summary>
    public bool ThrowOnLimit { get; set; }

    /// <summary>Told of each call that exceeds a limit; must be fast and thread-safe. What it throws is counted and goes nowhere.</summary>
    public Action<LimitExcess>? LimitExceeded { get; set; }

    /// <summary>Told when the guard changes how much detail is recorded.</summary>
    public Action<GuardChange>? GuardChanged { get; set; }

    /// <summary>Checks every setting.</summary>
    /// <exception cref="ArgumentException">Settings are out of range; the message names each of them.</exception>
    public void Validate()
    {
        string[] problems = [.. Problems()];
        if (problems.Length > 0)
            throw new ArgumentException(string.Join(" ", problems));
    }

    /// <summary>What is wrong with the settings, a sentence each.</summary>
    internal IEnumerable<string> Problems()
    {
        if (ThreadBufferCapacity is < 64 or > 65_536 || !System.Numerics.BitOperations.IsPow2(ThreadBufferCapacity))
            yield return $"ThreadBufferCapacity is {ThreadBufferCapacity}: it takes a power of two from 64 to 65,536.";
        foreach (string problem in Sampling.Problems().Concat(Batching.Problems()).Concat(Guard.Problems()).Concat(Capture.Problems()).Concat(Delivery.Problems()))
            yield return problem;
    }
}
