namespace Pipeline.Demo.Telling;

/// <summary>Lines, with the seconds since the beginning. Thread-safe.</summary>
internal sealed class PlainTeller(TextWriter output, TimeProvider timeProvider) : ITeller
{
    private readonly Lock _gate = new();
    private readonly long _began = timeProvider.GetTimestamp();

    public void Act(string title) => Write($"== {title}");

    public void Say(string text) => Write(text);

    public void Measured(string what, string figure) => Write($"  {what}: {figure}");

    public void Message(string heading, string sentence, string json) => Write($"{heading}\n  {sentence}\n  {json}");

    public void Checked(string what, bool holds, string found) => Write($"  {(holds ? "ok     " : "MISSING")} {what}: {found}");

    private void Write(string text)
    {
        lock (_gate)
            output.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{timeProvider.GetElapsedTime(_began).TotalSeconds,6:F1} s  {text}"));
    }
}
