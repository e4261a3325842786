using System.Globalization;
using System.Text;

namespace Pipeline.Simulation.Tests.Runs;

/// <summary>How often everything happened.</summary>
internal sealed class Coverage
{
    private readonly long[] _counts = new long[Enum.GetValues<Happening>().Length];

    public long Runs { get; set; }

    public long Steps { get; set; }

    public long Turns { get; set; }

    public long Sections { get; set; }

    public long Entries { get; set; }

    public long Checks { get; set; }

    public long this[Happening happening] => _counts[(int)happening];

    public void Count(Happening happening, long times = 1) => _counts[(int)happening] += times;

    public void Add(Coverage other)
    {
        Runs += other.Runs;
        Steps += other.Steps;
        Turns += other.Turns;
        Sections += other.Sections;
        Entries += other.Entries;
        Checks += other.Checks;
        for (int index = 0; index < _counts.Length; index++)
            _counts[index] += other._counts[index];
    }

    /// <summary>What never happened.</summary>
    public IEnumerable<Happening> Missing() => Enum.GetValues<Happening>().Where(happening => this[happening] == 0);

    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{Runs:N0} seeds, {Steps:N0} steps, {Turns:N0} turns, ");
        text.Append(CultureInfo.InvariantCulture, $"{Sections:N0} sections, {Entries:N0} log entries, {Checks:N0} whole-state checks");
        foreach (Happening happening in Enum.GetValues<Happening>())
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  {happening,-32} {this[happening],12:N0}");
        return text.ToString();
    }
}
