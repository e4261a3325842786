namespace Pipeline.Cli.AccessLogs;

/// <summary>Sorts user agents into a few families, so that they can be segments.</summary>
internal static class UserAgentFamily
{
    /// <summary>The family of an absent user agent.</summary>
    public const string Unknown = "unknown";

    /// <summary>The family of a user agent that no rule names.</summary>
    public const string Other = "other";

    /// <summary>
    /// The first rule with a word that the user agent contains, in whatever case, names the family. Robots stand first because they
    /// quote a browser; browsers stand in the order in which they quote each other.
    /// </summary>
    private static readonly (string Family, string[] Words)[] Rules =
    [
        ("bot", ["bot", "crawl", "spider", "slurp", "archive.org", "mediapartners", "facebookexternalhit", "preview"]),
        ("feed", ["feed", "rss", "newsblur", "reeder", "netnewswire"]),
        ("curl", ["curl/"]),
        ("wget", ["wget"]),
        ("python", ["python"]),
        ("java", ["java/", "okhttp", "apache-httpclient"]),
        ("go", ["go-http-client", "go 1."]),
        ("ruby", ["ruby"]),
        ("perl", ["perl"]),
        ("edge", ["edg/", "edge/", "edga/", "edgios/"]),
        ("opera", ["opr/", "opera"]),
        ("ie", ["msie ", "trident/"]),
        ("chrome", ["chrome/", "chromium", "crios/"]),
        ("firefox", ["firefox/", "fxios/"]),
        ("safari", ["safari/", "applewebkit"]),
    ];

    /// <summary>Every family there is.</summary>
    public static IEnumerable<string> Names => Rules.Select(rule => rule.Family).Append(Other).Append(Unknown);

    /// <summary>One of <see cref="Names"/>.</summary>
    public static string Of(ReadOnlySpan<char> agent)
    {
        if (agent.IsEmpty || agent is "-")
            return Unknown;
        foreach ((string family, string[] words) in Rules)
        {
            foreach (string word in words)
            {
                if (agent.Contains(word, StringComparison.OrdinalIgnoreCase))
                    return family;
            }
        }

        return Other;
    }
}
