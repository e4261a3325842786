namespace Pipeline.Client.Capture;

/// <summary>What is picked up from the libraries of a program without a line of its own.</summary>
public sealed class CaptureOptions
{
    /// <summary>Requests of <see cref="HttpClient"/>, as <c>http GET api.example.com</c>. On by default.</summary>
    public bool Http { get; set; } = true;

    /// <summary>Statements of SQLite, as <c>sqlite SELECT orders</c>, of connections opened after the start. On by default.</summary>
    public bool Sqlite { get; set; } = true;

    /// <summary>Commands of Entity Framework Core to databases that are not captured otherwise. On by default.</summary>
    public bool EntityFramework { get; set; } = true;

    /// <summary>
    /// Names of the <see cref="System.Diagnostics.ActivitySource"/>s whose activities become operations. By default those of Npgsql and
    /// MySqlConnector; what is configured is added to them. Those of HttpClient need not be named: <see cref="Http"/> covers them.
    /// </summary>
    public IList<string> ActivitySources { get; } = ["Npgsql", "MySqlConnector"];

    /// <summary>Names of operations that all captures together may make, 1 to 10,000; 500 by default. What is beyond is called <c>(other)</c>.</summary>
    public int NamesMax { get; set; } = 500;

    /// <summary>What is wrong with the settings, a sentence each.</summary>
    internal IEnumerable<string> Problems()
    {
        if (NamesMax is < 1 or > 10_000)
            yield return $"Capture.NamesMax is {NamesMax}: it takes 1 to 10,000.";
        for (int index = 0; index < ActivitySources.Count; index++)
        {
            if (string.IsNullOrWhiteSpace(ActivitySources[index]))
                yield return $"Capture.ActivitySources[{index}] is empty: it takes the name of an activity source.";
        }
    }
}
