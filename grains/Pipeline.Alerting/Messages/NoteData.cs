namespace Pipeline.Alerting.Messages;

/// <summary>What somebody wrote down, and when (RFC 3339).</summary>
internal sealed record NoteData(string By, string At, string Text);
