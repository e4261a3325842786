using Pipeline.Protocol.Wire;

namespace Pipeline.Cli.Send;

/// <summary>One endpoint's part of the batch being filled, with the lines that its events and tallies came from.</summary>
internal sealed class SectionInProgress(string endpoint)
{
    public SectionWriter Writer { get; } = new(endpoint);

    /// <summary>The line of each event so far.</summary>
    public List<long> EventLines { get; } = [];

    /// <summary>The line of each tally so far.</summary>
    public List<long> TallyLines { get; } = [];

    /// <summary>Starts anew for an endpoint.</summary>
    public void Reset(string endpoint)
    {
        Writer.Reset(endpoint);
        EventLines.Clear();
        TallyLines.Clear();
    }
}
