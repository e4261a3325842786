using Pipeline.Cli.Send;

namespace Pipeline.Cli.Tests.Send;

/// <summary>Keeps what would have been shown.</summary>
internal sealed class NotedDisplay : ISendDisplay
{
    public List<string> Notes { get; } = [];

    public List<string> Waits { get; } = [];

    public void Note(string text) => Notes.Add(text);

    public void Waiting(string problem) => Waits.Add(problem);

    public void Advance(long contentPosition, int eventCount)
    {
    }
}
