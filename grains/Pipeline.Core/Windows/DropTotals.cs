using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Pipeline.Core.Packing;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Windows;

/// <summary>What clients dropped of a cell's calls, by cause. Saturates; adding is commutative and associative, bit for bit.</summary>
/// <remarks>A cell has one only once something was dropped: most cells never do.</remarks>
internal sealed class DropTotals
{
    private Counts _events;
    private Counts _calls;

    /// <summary>Of each cause that dropped anything its numbers, by cause.</summary>
    public IReadOnlyList<DropCounts> ToList()
    {
        List<DropCounts> list = [];
        for (int cause = 0; cause < DropCauses.Count; cause++)
        {
            if ((_events[cause] | _calls[cause]) != 0)
                list.Add(new DropCounts((DropCause)cause, _events[cause], _calls[cause]));
        }

        return list;
    }

    public void Add(DropCounts counts)
    {
        int cause = (int)counts.Cause;
        _events[cause] = Saturating.Add(_events[cause], counts.Events);
        _calls[cause] = Saturating.Add(_calls[cause], counts.Calls);
    }

    [SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
    [InlineArray(DropCauses.Count)]
    private struct Counts
    {
        private long _first;
    }
}
