namespace Pipeline.Detection.Evaluation.Traffic;

/// <summary>How the number of calls of an operation varies from event to event.</summary>
internal enum CountLaw
{
    /// <summary>Always the same.</summary>
    Constant,

    /// <summary>Independent calls: Poisson.</summary>
    Poisson,

    /// <summary>One for each item of the request; how many items there are is log-normal.</summary>
    PerItem,

    /// <summary>One for each lookup in the cache.</summary>
    PerLookup,

    /// <summary>Poisson, and one more for each lookup that missed.</summary>
    PerMiss,
}
