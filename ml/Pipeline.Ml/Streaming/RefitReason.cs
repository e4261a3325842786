namespace Pipeline.Ml.Streaming;

/// <summary>Why a forest was grown after a row.</summary>
public enum RefitReason
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>Enough rows had come for the first one.</summary>
    First,

    /// <summary>The last one had served its rows.</summary>
    Due,

    /// <summary>Recent rows were unlike those that the last one was grown from.</summary>
    Drift,
}
