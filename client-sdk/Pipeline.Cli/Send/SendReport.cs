using System.Globalization;
using Pipeline.Client.Delivery.Http;

namespace Pipeline.Cli.Send;

/// <summary>Counts what became of a file's lines, and shows the first few that were not taken.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class SendReport(ISendDisplay display)
{
    /// <summary>Bad lines and refusals shown each; the rest is counted.</summary>
    public const int ShownMax = 10;

    private readonly Lock _gate = new();
    private long _shownRefusals;

    /// <summary>Events the silo counted because of this run.</summary>
    public long Accepted { get; private set; }

    /// <summary>Tallies the silo counted because of this run.</summary>
    public long AcceptedTallies { get; private set; }

    /// <summary>Events that an earlier run had brought.</summary>
    public long Duplicate { get; private set; }

    /// <summary>Events and tallies the silo refused.</summary>
    public long Rejected { get; private set; }

    /// <summary>Lines that are neither event nor tally.</summary>
    public long BadLines { get; private set; }

    /// <summary>A line could not be read as an event.</summary>
    public void AddBadLine(long number, string reason)
    {
        lock (_gate)
        {
            BadLines++;
            if (BadLines <= ShownMax)
                display.Note(string.Create(CultureInfo.InvariantCulture, $"line {number}: {reason}"));
            else if (BadLines == ShownMax + 1)
                display.Note("more bad lines are counted, not shown");
        }
    }

    /// <summary>A batch was answered.</summary>
    public void AddAnswer(EncodedBatch batch, BatchAnswer answer)
    {
        lock (_gate)
        {
            Accepted += answer.Accepted;
            AcceptedTallies += answer.AcceptedTallies;
            Duplicate += answer.Duplicate;
            Rejected += answer.RejectedCount;
            foreach (Refusal refusal in answer.Rejected)
                Show(batch, refusal);
        }

        display.Advance(batch.ContentPosition, batch.EventCount);
    }

    /// <summary>One line that says it all.</summary>
    public string Summarise(TimeSpan elapsed)
    {
        double perSecond = (Accepted + Duplicate + Rejected) / Math.Max(elapsed.TotalSeconds, 0.001);
        string tallies = AcceptedTallies > 0 ? string.Create(CultureInfo.InvariantCulture, $"{AcceptedTallies} tallies, ") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Accepted} accepted, {tallies}{Duplicate} duplicate, {Rejected} rejected, {BadLines} bad lines; ")
            + string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:0.00} s, {perSecond:0} events/s");
    }

    private void Show(EncodedBatch batch, Refusal refusal)
    {
        if (++_shownRefusals == ShownMax + 1)
            display.Note("more refusals are counted, not shown");
        if (_shownRefusals > ShownMax)
            return;
        string place = batch.LineOf(refusal) is { } line
            ? string.Create(CultureInfo.InvariantCulture, $"line {line}")
            : refusal.Endpoint;
        display.Note($"{place}: refused: {refusal.Reason}");
    }
}
