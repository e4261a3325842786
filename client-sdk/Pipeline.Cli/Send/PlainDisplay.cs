namespace Pipeline.Cli.Send;

/// <summary>Shows a run where there is no terminal: notes, and a wait when it starts, one line each.</summary>
internal sealed class PlainDisplay(TextWriter output) : ISendDisplay
{
    private readonly Lock _gate = new();
    private bool _isWaiting;

    public void Note(string text)
    {
        lock (_gate)
            output.WriteLine(text);
    }

    public void Waiting(string problem)
    {
        lock (_gate)
        {
            if (!_isWaiting)
                output.WriteLine($"waiting: {problem}");
            _isWaiting = true;
        }
    }

    public void Advance(long contentPosition, int eventCount)
    {
        lock (_gate)
            _isWaiting = false;
    }
}
