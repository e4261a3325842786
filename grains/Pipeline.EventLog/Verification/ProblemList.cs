namespace Pipeline.EventLog.Verification;

/// <summary>Collects problems up to a bound.</summary>
internal sealed class ProblemList
{
    private readonly List<string> _problems = [];

    public IReadOnlyList<string> Problems => _problems;

    public bool HasMore { get; private set; }

    public void Add(string problem)
    {
        if (_problems.Count < VerificationReport.ProblemCountMax)
            _problems.Add(problem);
        else
            HasMore = true;
    }
}
