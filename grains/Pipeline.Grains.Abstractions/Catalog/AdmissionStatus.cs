namespace Pipeline.Grains.Abstractions.Catalog;

/// <summary>Whether the catalog has decided.</summary>
public enum AdmissionStatus
{
    /// <summary>Decided, and durable.</summary>
    Decided,

    /// <summary>A queue is full; nothing was decided. Try again.</summary>
    Overloaded,

    /// <summary>The commit failed or its outcome is unknown. Try again: what was decided stays decided.</summary>
    Unavailable,
}
