namespace Pipeline.Ml.Evaluation.Detection;

/// <summary>What scores the rows.</summary>
public enum DetectorKind
{
    /// <summary>Isolation forest alone.</summary>
    Forest,

    /// <summary>Tail surprise alone: how far each value lies beyond all that was seen.</summary>
    Tail,

    /// <summary>Both, standardised and joined.</summary>
    Joined,
}
