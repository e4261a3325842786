namespace Pipeline.Demo;

/// <summary>How long things take, and how the silo watches, so that they do.</summary>
internal sealed record Pace
{
    /// <summary>As anybody runs Pipeline: windows of 10 s, five minutes of which are only learnt from.</summary>
    public static readonly Pace Normal = new()
    {
        Settings = [],
        WarmUpMax = TimeSpan.FromMinutes(15),
        Reference = TimeSpan.FromMinutes(3),
        Surge = TimeSpan.FromMinutes(2),
        Hold = TimeSpan.FromSeconds(30),
        AnswerMax = TimeSpan.FromMinutes(5),
    };

    /// <summary>For continuous integration: windows of a second, and alerts that need not last half a minute before they count as begun or over.</summary>
    /// <remarks>
    /// Half a minute on a busy machine says less of what is usual than five minutes do, so far fewer false alarms are allowed. What the demo deploys
    /// is far beyond either threshold.
    /// </remarks>
    public static readonly Pace Fast = new()
    {
        Settings =
        [
            ("Pipeline:Detection:FastWidth", "00:00:01"), ("Pipeline:Detection:ForestWidth", "00:00:10"), ("Pipeline:Detection:WarmupWindows", "30"),
            ("Pipeline:Detection:EpisodesPerWeek", "0.01"), ("Pipeline:Alerts:TicketPending", "00:00:05"), ("Pipeline:Alerts:ResolveAfter", "00:00:05"),
        ],
        WarmUpMax = TimeSpan.FromMinutes(3),
        Reference = TimeSpan.FromSeconds(20),
        Surge = TimeSpan.FromSeconds(20),
        Hold = TimeSpan.FromSeconds(10),
        AnswerMax = TimeSpan.FromSeconds(120),
    };

    /// <summary>The silo's settings, by path.</summary>
    public required IReadOnlyList<(string Path, string Value)> Settings { get; init; }

    /// <summary>How long detection may take to know what is usual.</summary>
    public required TimeSpan WarmUpMax { get; init; }

    /// <summary>How long calm is measured before a surge.</summary>
    public required TimeSpan Reference { get; init; }

    /// <summary>How long a surge lasts.</summary>
    public required TimeSpan Surge { get; init; }

    /// <summary>How long a bad version stays after it was told of, so that a second message would have its chance.</summary>
    public required TimeSpan Hold { get; init; }

    /// <summary>How long a message is waited for.</summary>
    public required TimeSpan AnswerMax { get; init; }
}
