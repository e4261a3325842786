using Pipeline.Core.Endpoints;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Series;

/// <summary>A business value of calls. A name that is both kinds is the distribution where only that has an answer, else the sum.</summary>
internal sealed class ValueMetric(
    string text, string unit, string name, ValueKind? kind, bool needsDistribution, SeriesAggregate<ValueCell> aggregate)
    : SeriesMetric(text, unit)
{
    internal override bool TryBind(SeriesNames names, out SeriesReading reading, out string defect)
    {
        int[] named = SeriesNames.Find(names.Values, name, (int?)kind);
        int[] fitting = needsDistribution ? SeriesNames.Find(names.Values, name, (int)ValueKind.Distribution) : named;
        if (kind == ValueKind.Sum && needsDistribution)
            fitting = [];
        int number = fitting.Length == 0 ? -1 : fitting.MinBy(candidate => names.Values[candidate].Kind);
        reading = (cell, seconds) => aggregate(Find(cell, number), cell, seconds);
        defect = number >= 0 ? string.Empty : Describe(names.Values, named.Length > 0);
        return number >= 0;
    }

    private static ValueCell? Find(Cell cell, int number) =>
        number < cell.Values.Length && cell.Values[number] is { IsEmpty: false } value ? value : null;

    private string Describe(IReadOnlyList<EndpointName> values, bool isNamed) => isNamed
        ? $"'{Text}': value {name} is added up and has no distribution; it takes sum, rate or per_event."
        : $"'{Text}': no value {name} was seen; there are {SeriesNames.List(values.Select(known => known.Text))}.";
}
