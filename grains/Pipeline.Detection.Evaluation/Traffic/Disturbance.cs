namespace Pipeline.Detection.Evaluation.Traffic;

/// <summary>What is different from normal traffic: factors, 1 for what stays, and added shares, 0 for none.</summary>
internal sealed record Disturbance
{
    public static readonly Disturbance None = new();

    /// <summary>Whom it is for; null for everybody.</summary>
    public string? Segment { get; init; }

    /// <summary>Share of those requests that it hits, 0 to 1.</summary>
    public double RequestShare { get; init; } = 1;

    /// <summary>Number of the operation that it is about; -1 for none.</summary>
    public int Operation { get; init; } = -1;

    /// <summary>On the calls of that operation.</summary>
    public double CallsFactor { get; init; } = 1;

    /// <summary>Calls of that operation added for each item of the request.</summary>
    public double CallsPerItem { get; init; }

    /// <summary>On the time per call of that operation.</summary>
    public double TimeFactor { get; init; } = 1;

    /// <summary>Added to the share of that operation's calls that fail.</summary>
    public double OperationErrorShare { get; init; }

    /// <summary>Added to the share of the events that fail.</summary>
    public double ErrorShare { get; init; }

    /// <summary>On the share of the lookups that miss.</summary>
    public double MissFactor { get; init; } = 1;

    /// <summary>On the bytes allocated and left behind.</summary>
    public double MemoryFactor { get; init; } = 1;

    /// <summary>On the wait for locks.</summary>
    public double LockFactor { get; init; } = 1;

    /// <summary>On the rate of events.</summary>
    public double RateFactor { get; init; } = 1;

    public bool IsNone => ReferenceEquals(this, None);

    /// <summary>Part of the way to it, as of something that grows.</summary>
    /// <param name="share">0 for nothing, 1 for all of it.</param>
    public Disturbance Scaled(double share) => share >= 1 ? this : this with
    {
        CallsFactor = 1 + ((CallsFactor - 1) * share),
        CallsPerItem = CallsPerItem * share,
        TimeFactor = 1 + ((TimeFactor - 1) * share),
        OperationErrorShare = OperationErrorShare * share,
        ErrorShare = ErrorShare * share,
        MissFactor = 1 + ((MissFactor - 1) * share),
        MemoryFactor = 1 + ((MemoryFactor - 1) * share),
        LockFactor = 1 + ((LockFactor - 1) * share),
        RateFactor = 1 + ((RateFactor - 1) * share),
    };
}
