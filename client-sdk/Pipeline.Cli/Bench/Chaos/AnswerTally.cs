using System.Globalization;

namespace Pipeline.Cli.Bench.Chaos;

/// <summary>How requests were answered. Thread-safe.</summary>
internal sealed class AnswerTally
{
    private readonly Lock _gate = new();
    private string? _firstOther;

    /// <summary>200.</summary>
    public long Good { get; private set; }

    /// <summary>429 and 503: come back later.</summary>
    public long Later { get; private set; }

    /// <summary>Any other status, or 200 with a body that is none of ours: there must be none.</summary>
    public long Other { get; private set; }

    /// <summary>Nobody listened, the connection broke, or there was no answer in time.</summary>
    public long None { get; private set; }

    /// <summary>What the first of the others said; null if there is none.</summary>
    public string? FirstOther
    {
        get
        {
            lock (_gate)
                return _firstOther;
        }
    }

    public void CountGood()
    {
        lock (_gate)
            Good++;
    }

    public void CountLater()
    {
        lock (_gate)
            Later++;
    }

    public void CountNone()
    {
        lock (_gate)
            None++;
    }

    public void CountOther(int status, string body)
    {
        lock (_gate)
        {
            Other++;
            _firstOther ??= string.Create(CultureInfo.InvariantCulture, $"{status} {body}");
        }
    }
}
