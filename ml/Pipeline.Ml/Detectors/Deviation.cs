namespace Pipeline.Ml.Detectors;

/// <summary>In which way a value differs from the expected.</summary>
public enum Deviation
{
    None = 0,

    Above = 1,

    Below = 2,

    /// <summary>There is no value where there usually is one.</summary>
    Missing = 3,

    /// <summary>There is a value in a column that had none.</summary>
    New = 4,
}
