namespace Pipeline.Actors.Tests.Embedded;

/// <summary>Every step of every wanderer of one host, with the thread it ran on.</summary>
public sealed class WandererJournal
{
    private readonly List<string> _steps = [];

    public IReadOnlyList<string> Steps => _steps;

    public bool LeftItsThread { get; private set; }

    private int ThreadId { get; } = Environment.CurrentManagedThreadId;

    public void Add(string step)
    {
        LeftItsThread |= Environment.CurrentManagedThreadId != ThreadId;
        _steps.Add(step);
    }
}
