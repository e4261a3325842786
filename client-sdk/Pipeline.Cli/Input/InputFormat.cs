namespace Pipeline.Cli.Input;

/// <summary>How the lines of a file are read. The names are part of a source's identity: never change them.</summary>
internal enum InputFormat
{
    /// <summary>One JSON object a line, as the silo takes it.</summary>
    Ndjson,

    /// <summary>An access log in the common or combined format.</summary>
    Combined,
}
