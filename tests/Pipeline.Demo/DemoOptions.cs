namespace Pipeline.Demo;

/// <summary>What the command line asks for.</summary>
internal sealed record DemoOptions
{
    /// <summary>Minutes instead of a quarter of an hour.</summary>
    public bool IsFast { get; init; }

    /// <summary>The acts to be played, 1 and 2.</summary>
    public required IReadOnlyList<int> Acts { get; init; }

    /// <summary>Whether data and database stay when it is over.</summary>
    public bool KeepsFiles { get; init; }

    /// <summary>Decides the order of visits.</summary>
    public required int Seed { get; init; }
}
