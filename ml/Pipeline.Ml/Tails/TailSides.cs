namespace Pipeline.Ml.Tails;

/// <summary>On which sides of the expected value a deviation counts.</summary>
[Flags]
public enum TailSides
{
    /// <summary>Only values above what is usual are surprising.</summary>
    Upper = 1,

    /// <summary>Only values below what is usual are surprising.</summary>
    Lower = 2,

    /// <summary>Both are; each tail's probability is doubled for the choice.</summary>
    Both = Upper | Lower,
}
