namespace Pipeline.Ml.Tails;

/// <summary>What the values of a feature are, which decides how its tail is continued beyond all that was seen.</summary>
public enum FeatureKind
{
    /// <summary>Real numbers that vary.</summary>
    Continuous = 0,

    /// <summary>Whole numbers from 0 on that vary, none above <see cref="TailModel.MaxCount"/>.</summary>
    Count = 1,

    /// <summary>Every row held the same value.</summary>
    Constant = 2,

    /// <summary>Every row lacked the value.</summary>
    Absent = 3,
}
