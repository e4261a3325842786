namespace Pipeline.Client.Capture.Sqlite;

/// <summary>A statement that has begun.</summary>
internal readonly struct OpenStatement(Call call, string name, bool isQuery, long startTimestamp)
{
    /// <summary>The call in which it began.</summary>
    public Call Call { get; } = call;

    /// <summary>Its operation.</summary>
    public string Name { get; } = name;

    /// <summary>Whether it reads or writes data.</summary>
    public bool IsQuery { get; } = isQuery;

    /// <summary>Of the stopwatch.</summary>
    public long StartTimestamp { get; } = startTimestamp;
}
