namespace Pipeline.Ml.Streaming;

/// <summary>What a <see cref="StreamingDetector"/> judges a row by.</summary>
public enum StreamingEvidence
{
    /// <summary>The more surprising of both, less ln 2 for having tried twice.</summary>
    Joined,

    /// <summary>The isolation forest alone: rows unlike others, all columns together.</summary>
    Forest,

    /// <summary>The columns' tails alone: values beyond those before, each column by itself.</summary>
    Tail,
}
